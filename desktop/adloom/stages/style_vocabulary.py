"""The closed vocabularies of the style predictor: colours, type families, genres, bins.

Order is part of the trained weights: append nothing without training again. Widths, radii and
tracking are relative (em, or share of the shape's short side).
"""

from __future__ import annotations

from adloom.types import TONES, Product, Role

CODEBOOK: tuple[str, ...] = (
    "#ffffff", "#000000", "#111111", "#f7f5f0", "#fdfdfc", "#d6d1cc", "#1d1918", "#bfac9c",
    "#e9e5de", "#3f3229", "#978b80", "#2c211c", "#a69f98", "#434144", "#6c645e", "#c1967b",
    "#585250", "#ad7d63", "#bfbdbe", "#2b2c31", "#7d7875", "#110e0d", "#d7bea7", "#593f2f",
    "#704e37", "#855b44", "#8d725c", "#a16444", "#eadab0", "#57221b", "#e1ae62", "#d7873f",
    "#9f3329", "#e3cd64", "#802927", "#c23b38", "#d15b3f", "#bdaf49", "#af9243", "#5a6e89",
    "#3d5779", "#343b6d", "#8a7d36", "#8f96b0", "#010101", "#6a8a9f", "#7fafd7", "#4f6b3b",
    "#3b8dd5", "#8cd0c5", "#3167b8", "#1c2463", "#5eaeac", "#e26a71", "#2b4f2f", "#3c8874",
    "#e498a5", "#74a150", "#5f5496", "#7f7cb4", "#963f65", "#193ba9", "#c070a1", "#904ae4",
)  # fmt: skip
"""Colours every canvas is quantized to: K-means in OKLab over 18,904 palette colours of the
training pictures, and four neutrals."""

CLUSTERS: tuple[str, ...] = (
    "grotesque", "geometric", "condensed", "heavy", "didone", "classical", "slab", "rounded",
    "script", "poster", "tech",
)  # fmt: skip
"""Style clusters of headline type."""

HEADLINE_FAMILIES: tuple[tuple[str, str], ...] = (
    ("Inter", "grotesque"), ("DM Sans", "grotesque"), ("Manrope", "grotesque"),
    ("Plus Jakarta Sans", "grotesque"), ("Work Sans", "grotesque"), ("Figtree", "grotesque"),
    ("Archivo", "grotesque"), ("Bricolage Grotesque", "grotesque"),
    ("Montserrat", "geometric"), ("Poppins", "geometric"), ("Jost", "geometric"),
    ("Josefin Sans", "geometric"), ("Raleway", "geometric"), ("Outfit", "geometric"),
    ("Urbanist", "geometric"),
    ("Oswald", "condensed"), ("Bebas Neue", "condensed"), ("Anton", "condensed"),
    ("League Gothic", "condensed"), ("Barlow Condensed", "condensed"), ("Teko", "condensed"),
    ("Archivo Black", "heavy"), ("Unbounded", "heavy"), ("Syne", "heavy"), ("Lexend", "heavy"),
    ("Playfair Display", "didone"), ("DM Serif Display", "didone"), ("Bodoni Moda", "didone"),
    ("Abril Fatface", "didone"), ("Young Serif", "didone"), ("Fraunces", "didone"),
    ("Instrument Serif", "didone"),
    ("Cormorant Garamond", "classical"), ("EB Garamond", "classical"), ("Lora", "classical"),
    ("Libre Baskerville", "classical"), ("Spectral", "classical"), ("Cinzel", "classical"),
    ("Italiana", "classical"),
    ("Roboto Slab", "slab"), ("Zilla Slab", "slab"), ("Bitter", "slab"),
    ("Nunito", "rounded"), ("Quicksand", "rounded"), ("Fredoka", "rounded"),
    ("Baloo 2", "rounded"), ("Comfortaa", "rounded"),
    ("Pacifico", "script"), ("Lobster", "script"), ("Oleo Script", "script"),
    ("Caveat", "script"), ("Dancing Script", "script"),
    ("Lilita One", "poster"), ("Luckiest Guy", "poster"), ("Bangers", "poster"),
    ("Righteous", "poster"), ("Bungee", "poster"),
    ("Space Grotesk", "tech"), ("Sora", "tech"), ("Titillium Web", "tech"), ("Russo One", "tech"),
    ("Orbitron", "tech"),
)  # fmt: skip
"""(family, cluster) of every headline face the network may choose."""

BODY_FAMILIES: tuple[str, ...] = (
    "Inter", "DM Sans", "Manrope", "Plus Jakarta Sans", "Work Sans", "Figtree", "Archivo",
    "Montserrat", "Poppins", "Jost", "Josefin Sans", "Outfit", "Urbanist", "Barlow Condensed",
    "Lexend", "EB Garamond", "Lora", "Spectral", "Zilla Slab", "Roboto Slab", "Bitter", "Nunito",
    "Quicksand", "Space Grotesk", "Sora", "Titillium Web",
)  # fmt: skip
"""Families that read well small, for everything but the headline."""

GENRES: tuple[str, ...] = (
    "general", "fashion", "beauty", "electronics", "home", "kitchen", "food", "sports", "outdoor",
    "kids", "pets", "crafts", "tools",
)  # fmt: skip

GENRE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("beauty", ("beauty", "skincare", "cosmetic", "makeup", "perfume", "fragrance", "serum",
                "shampoo", "personal care", "lotion", "soap", "nail", "lipstick")),
    ("kids", ("kids", "baby", "toy", "children", "spielzeug", "nursery", "puzzle", "game")),
    ("pets", ("pet", "pets", "dog", "cat", "aquarium")),
    ("electronics", ("electronic", "computer", "phone", "photo", "camera", "audio", "headphone",
                     "gaming", "speaker", "laptop", "monitor", "usb", "music", "instrument",
                     "software", "keyboard")),
    ("kitchen", ("kitchen", "cook", "coffee", "tea", "appliance", "mug", "kettle", "knife")),
    ("food", ("food", "grocery", "juice", "drink", "beverage", "snack", "fruit", "vegetable",
              "chocolate", "honey", "sauce", "wine", "beer", "package")),
    ("outdoor", ("outdoor", "camping", "climbing", "trekking", "ski", "hiking", "fishing",
                 "navigation", "travel", "tent")),
    ("sports", ("sport", "fitness", "cycling", "gear", "yoga", "running", "sneaker", "footwear",
                "ball", "gym")),
    ("tools", ("tool", "auto", "car", "hardware", "garage", "drill")),
    ("crafts", ("craft", "stationery", "book", "office", "handmade", "gift", "card", "paper",
                "art", "sticker", "pen")),
    ("home", ("home", "garden", "furniture", "decor", "household", "lamp", "plant", "chair",
              "floor", "air & climate", "bath", "candle")),
    ("fashion", ("fashion", "clothing", "women", "men", "shirt", "dress", "jacket", "jeans",
                 "shoe", "bag", "watch", "jewel", "sunglass", "beanie", "cap", "hat", "sweatshirt",
                 "accessories", "pants", "skirt", "hoodie", "wear", "apparel")),
)  # fmt: skip
"""Genre and the words in a category or title that name it, first hit wins."""

MAX_ELEMENTS = 12
OWN_COLOURS = 6
OWN_VARIANTS = ("own", "strong", "deep", "tint")
CANDIDATES = len(CODEBOOK) + OWN_COLOURS * len(OWN_VARIANTS) + 2
"""Fill classes: the codebook, four variants of each colour of the canvas, tinted ink and paper."""

INK, PAPER = CANDIDATES - 2, CANDIDATES - 1
TRACKING: tuple[float, ...] = (-0.02, 0.0, 0.04, 0.1)
STROKE_WIDTHS: tuple[float, ...] = (0.03, 0.05, 0.08)
GRADIENT_ANGLES: tuple[float, ...] = (0.0, 45.0, 90.0, 135.0)
RADII: tuple[float, ...] = (0.0, 0.08, 0.2, 0.5)
OPACITIES: tuple[float, ...] = (1.0, 0.92, 0.8, 0.6)
ON_KINDS: tuple[str, ...] = ("background", "product", "underlay")
DISPLAY_ROLES: tuple[Role, ...] = ("headline", "price")
"""The only roles that may carry a gradient or a stroke."""

SMALL_TEXT_CONTRAST, LARGE_TEXT_CONTRAST = 4.5, 3.0


def cluster_of(family: str) -> str:
    """Return the style cluster of a headline `family` ("grotesque" for one unknown)."""
    return dict(HEADLINE_FAMILIES).get(family, "grotesque")


def genre_of(product: Product) -> str:
    """Return the genre that the product's category, or else its title, names."""
    for text in (product.category, product.title):
        words = f" {text.lower()} "
        for genre, hints in GENRE_WORDS:
            if any(f" {hint}" in words or f"/{hint}" in words for hint in hints):
                return genre
    return GENRES[0]


def tone_index(tone: str) -> int:
    """Return the class of a tone (that of "plain" for one unknown)."""
    return TONES.index(tone) if tone in TONES else 0  # type: ignore[arg-type]
