"""The vocabulary of Adloom: frozen, JSON-able values that the stages hand to each other.

Conventions: canvas pixels as float; origin top-left, x right, y down; `Box(x, y, width, height)`;
degrees clockwise about the box centre; layers back to front; images are (H, W, 4) uint8 sRGB with
straight alpha, masks (H, W) uint8; colours "#rrggbbaa"; scores 0..1, higher is better; languages
BCP 47; seeds explicit. No pixels live in a type, only asset keys (see `assets.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Colour = str
AssetKey = str
Role = Literal[
    "logo",
    "headline",
    "subhead",
    "selling_point",
    "long",
    "badge",
    "price",
    "cta",
    "underlay",
    "decoration",
]
ROLES: tuple[Role, ...] = (
    "logo",
    "headline",
    "subhead",
    "selling_point",
    "long",
    "badge",
    "price",
    "cta",
    "underlay",
    "decoration",
)
TEXT_ROLES: tuple[Role, ...] = (
    "logo",
    "headline",
    "subhead",
    "selling_point",
    "long",
    "badge",
    "price",
    "cta",
)
Align = Literal["start", "center", "end"]
Tone = Literal["plain", "premium", "playful", "urgent", "direct", "short", "seasonal"]
TONES: tuple[Tone, ...] = ("plain", "premium", "playful", "urgent", "direct", "short", "seasonal")


@dataclass(frozen=True)
class Box:
    """Axis-aligned rectangle in canvas pixels, before rotation."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Size:
    """A wanted output size in pixels; `spec` names the entry of ad_specs.json it came from."""

    width: int
    height: int
    spec: str = ""

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True)
class Product:
    """What the merchant says of the product. Everything but `images` may be empty.

    `images` are file paths; `facts` are (name, value) pairs in the merchant's order (lists are
    repeated names); `own_words` are (role, text) pairs that always win verbatim.
    """

    images: tuple[str, ...]
    title: str = ""
    brand: str = ""
    category: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    price: str = ""
    sale_price: str = ""
    currency: str = ""
    promo: str = ""
    audience: str = ""
    language: str = "en"
    logo: str = ""
    own_words: tuple[tuple[Role, str], ...] = ()


@dataclass(frozen=True)
class BrandKit:
    """Hard constraints of one brand: its logo file, colours, fonts and words."""

    name: str
    logo: str = ""
    colours: tuple[Colour, ...] = ()
    headline_font: str = ""
    body_font: str = ""
    tone: Tone = "plain"
    banned_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Constraints:
    """What the user insists on: wanted roles (empty = free) and pinned boxes."""

    roles: tuple[Role, ...] = ()
    pins: tuple[tuple[Role, Box], ...] = ()


@dataclass(frozen=True)
class Brief:
    """One order: a product, the sizes wanted, how many variants of each, and the seed.

    With `anyway` a picture is worked with even where the material filter would refuse it.
    """

    product: Product
    sizes: tuple[Size, ...]
    brand_kit: BrandKit | None = None
    tone: Tone = "plain"
    count: int = 1
    seed: int = 0
    constraints: Constraints = field(default_factory=Constraints)
    anyway: bool = False


@dataclass(frozen=True)
class Decision:
    """One choice a stage made, in words a merchant reads.

    `rejected` holds (what, score, why) of the losers; `fallback` marks a named stand-in used
    because the learned way could not be.
    """

    stage: str
    subject: str
    chosen: str
    reason: str = ""
    score: float | None = None
    rejected: tuple[tuple[str, float, str], ...] = ()
    fallback: bool = False


@dataclass(frozen=True)
class Material:
    """What stage 1 made of one picture.

    `canvas_asset` is the cleaned photo, `product_asset` the decontaminated cut-out on
    transparency, `product_mask` its (H, W) alpha: all the same pixel size, `width` x `height`.
    `product_box` is None when there is no clear product. `palette` runs from the commonest colour.
    `removal_mask` is an (H, W) mask of what was laid over the photo, "" where nothing was found.
    `border_plainness` is 1 where the photo's rim is one flat tone and 0 where it is busy.
    """

    canvas_asset: AssetKey
    product_asset: AssetKey
    product_mask: AssetKey
    width: int
    height: int
    product_box: Box | None
    suitability: str
    palette: tuple[Colour, ...]
    ground: Colour
    border_plainness: float
    elements_found: tuple[FoundElement, ...] = ()
    removal_mask: AssetKey = ""
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class FoundElement:
    """Something laid over the photo, found by the element detector; box in source pixels."""

    label: Literal["logo", "text", "underlay", "decoration"]
    box: Box
    score: float


@dataclass(frozen=True)
class Framing:
    """One proposed canvas for a size: how the photo or the cut-out fills it.

    `canvas_asset` is the finished ground of exactly the size (product included);
    `mask_asset` the product's alpha on that canvas; `product_box` its bounding box.
    """

    kind: Literal["extend", "crop", "cutout"]
    canvas_asset: AssetKey
    mask_asset: AssetKey
    product_box: Box | None
    note: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class Element:
    """One box of a layout. `on` is "background", "product" or "underlay:<index in elements>"."""

    role: Role
    box: Box
    on: str = "background"
    align: Align = "start"
    lines: int = 1
    shape: str = ""


@dataclass(frozen=True)
class Layout:
    """Elements in design order on a canvas of (width, height) pixels."""

    canvas: tuple[int, int]
    elements: tuple[Element, ...]
    score: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class Slot:
    """A text box that wants words: its element's index in the layout and its capacity."""

    element: int
    role: Role
    budget: int
    lines: int = 1


@dataclass(frozen=True)
class Copy:
    """The words of one element. `sources` names the facts its claims came from."""

    element: int
    role: Role
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gradient:
    """Linear gradient; stops are (offset 0..1, colour); angle in degrees, 0 = left to right."""

    stops: tuple[tuple[float, Colour], ...]
    angle: float = 0.0


@dataclass(frozen=True)
class Stroke:
    colour: Colour
    width: float
    """Pixels outside the outline."""


@dataclass(frozen=True)
class Shadow:
    colour: Colour
    dx: float
    dy: float
    blur: float


@dataclass(frozen=True)
class TextStyle:
    """How a text layer looks. `size` is the type size in pixels (em); tracking in em.

    `font` is a family name of fonts.json; `leading` a multiple of the size; `max_lines` the most
    lines the text may break into. `valign` places the block in its box.
    """

    font: str
    weight: int = 400
    size: float = 32.0
    fill: Colour = "#000000ff"
    gradient: Gradient | None = None
    stroke: Stroke | None = None
    shadow: Shadow | None = None
    align: Align = "start"
    valign: Align = "center"
    tracking: float = 0.0
    leading: float = 1.15
    max_lines: int = 1
    price_lockup: bool = False
    struck: bool = False


@dataclass(frozen=True)
class ShapeStyle:
    """How a shape layer looks.

    `kind`: rect | rounded | pill | circle | ribbon | band | badge | line | dots | arc | frame.
    `radius` in pixels (rounded only).
    """

    kind: str
    fill: Colour = "#ffffffff"
    gradient: Gradient | None = None
    stroke: Stroke | None = None
    shadow: Shadow | None = None
    radius: float = 0.0


@dataclass(frozen=True)
class Layer:
    """What all layers share."""

    id: str
    role: str
    box: Box
    angle: float = 0.0
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False


@dataclass(frozen=True)
class ImageLayer(Layer):
    """A picture stretched exactly over its box (make the asset's ratio that of the box)."""

    asset: AssetKey = ""


@dataclass(frozen=True)
class TextLayer(Layer):
    text: str = ""
    style: TextStyle = field(default_factory=lambda: TextStyle(font="Inter"))
    language: str = "en"


@dataclass(frozen=True)
class ShapeLayer(Layer):
    shape: ShapeStyle = field(default_factory=lambda: ShapeStyle(kind="rect"))


@dataclass(frozen=True)
class Scene:
    """An editable creative: its canvas in whole pixels and its layers, back to front."""

    width: int
    height: int
    layers: tuple[Layer, ...]
    background: Colour = "#ffffffff"
    decisions: tuple[Decision, ...] = ()
    models: tuple[tuple[str, str], ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class CheckResult:
    """The verdict of one check on one creative, with what was repaired, in words."""

    name: str
    passed: bool
    detail: str
    repaired: bool = False


@dataclass(frozen=True)
class Creative:
    """A finished ad: the scene, how it came about and what was checked."""

    brief: Brief
    size: Size
    variant: int
    scene: Scene
    score: float
    decisions: tuple[Decision, ...]
    checks: tuple[CheckResult, ...]
    models: tuple[tuple[str, str], ...]
    seed: int
    seconds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Tensor:
    """Name, dtype and fixed shape of one network input or output."""

    name: str
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class ModelManifest:
    """What models/<name>/manifest.json says. `files` maps file name to sha256."""

    name: str
    version: str
    task: str
    adapter: str
    files: dict[str, str]
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    preprocess: dict[str, object]
    license: str
    data: str
    metrics: dict[str, float]
    parity: dict[str, float]


@dataclass(frozen=True)
class Progress:
    """One step of work: `done` of `total` in `stage`, about `subject`."""

    stage: str
    subject: str
    done: int
    total: int


Report = Callable[[Progress], None]
"""The single hook for progress and cancellation: it may raise `errors.Cancelled`."""
