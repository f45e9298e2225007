"""The commands and their options; each hands over to the module that does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adloom import __version__

app = typer.Typer(
    name="adloom",
    help="Turns a product photo and facts into finished ad creatives, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
models_app = typer.Typer(help="The networks that are installed.", no_args_is_help=True)
app.add_typer(models_app, name="models")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Device = Annotated[
    str, typer.Option(help="auto, openvino:CPU, openvino:GPU, onnxruntime:CPU, onnxruntime:CUDA.")
]
Photos = Annotated[
    list[Path], typer.Argument(metavar="PHOTO...", help="Photos or folders of them.")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"adloom {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command()
def make(  # noqa: PLR0917 - one parameter an option
    photos: Photos,
    facts: Annotated[Path | None, typer.Option(help="JSON, text or table of facts.")] = None,
    title: Annotated[str | None, typer.Option(help="What the product is.")] = None,
    brand_name: Annotated[str | None, typer.Option("--brand-name", help="Its brand.")] = None,
    category: Annotated[str | None, typer.Option(help="Its category.")] = None,
    attribute: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="One fact; may be repeated.")
    ] = None,
    price: Annotated[str | None, typer.Option(help="Its price.")] = None,
    sale_price: Annotated[str | None, typer.Option(help="Its price now.")] = None,
    currency: Annotated[str | None, typer.Option(help="EUR, USD ...")] = None,
    promo: Annotated[str | None, typer.Option(help="The promotion that runs.")] = None,
    audience: Annotated[str | None, typer.Option(help="For whom it is.")] = None,
    language: Annotated[str | None, typer.Option(help="en, zh-CN ...")] = None,
    logo: Annotated[Path | None, typer.Option(help="A logo file.")] = None,
    brand: Annotated[Path | None, typer.Option(help="A brand kit (TOML or JSON).")] = None,
    tone: Annotated[
        str | None,
        typer.Option(help="plain, premium, playful, urgent, direct, short or seasonal."),
    ] = None,
    sizes: Annotated[
        str | None, typer.Option(help="WxH, spec ids and channel names, comma-separated.")
    ] = None,
    count: Annotated[int | None, typer.Option(min=1, max=24, help="Variants a size.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other creatives.")] = 0,
    out: Annotated[Path, typer.Option(help="Where to put them.")] = Path("creatives"),
    image_format: Annotated[str | None, typer.Option("--format", help="png, jpeg or webp.")] = None,
    gallery: Annotated[bool, typer.Option("--gallery", help="Write an index.html too.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace creatives made before.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why, for each creative.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Use photos that would be refused, too.")
    ] = False,
    as_json: Json = False,
    device: Device = "auto",
) -> None:
    """Make finished creatives from product photos."""
    from adloom import cli_make

    told: dict[str, str | None] = {
        "title": title,
        "brand": brand_name,
        "category": category,
        "price": price,
        "sale_price": sale_price,
        "currency": currency,
        "promo": promo,
        "audience": audience,
        "language": language,
        "logo": str(logo) if logo else None,
    }
    order = cli_make.Order(
        photos=tuple(photos),
        facts=facts,
        told={key: value for key, value in told.items() if value is not None},
        attributes=tuple(attribute or ()),
        brand=brand,
        tone=tone,
        sizes=sizes,
        count=count,
        seed=seed,
        out=out,
        image_format=image_format,
        gallery=gallery,
        overwrite=overwrite,
        explain=explain,
        anyway=anyway,
        as_json=as_json,
        device=device,
    )
    raise typer.Exit(cli_make.make(order))


@app.command()
def inspect(
    photos: Photos,
    out: Annotated[
        Path | None, typer.Option(help="Write the cleaned photo and the cut-out here.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace earlier files.")] = False,
    as_json: Json = False,
    device: Device = "auto",
) -> None:
    """Tell what stage 1 sees in photos."""
    from adloom import cli_inspect

    code = cli_inspect.inspect(
        tuple(photos), out, as_json=as_json, overwrite=overwrite, device=device
    )
    raise typer.Exit(code)


@app.command()
def render(
    scene: Annotated[Path, typer.Argument(help="A scene JSON or an .adloom project.")],
    out: Annotated[Path | None, typer.Option(help="The picture to write.")] = None,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="Leave out text and what it stands on.")
    ] = False,
    max_kb: Annotated[
        int | None, typer.Option(min=1, help="Weight limit; else that of the size's channel.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Render a scene to a picture again."""
    from adloom import cli_render

    written = cli_render.render_file(
        scene, out, without_text=without_text, overwrite=overwrite, max_kb=max_kb
    )
    typer.echo(written)


@models_app.command("list")
def models_list(as_json: Json = False) -> None:
    """List the installed networks."""
    from adloom import cli_models

    raise typer.Exit(cli_models.list_models(as_json=as_json))


@models_app.command("verify")
def models_verify(as_json: Json = False) -> None:
    """Compare every model file with its checksum."""
    from adloom import cli_models

    raise typer.Exit(cli_models.verify_models(as_json=as_json))


@app.command()
def doctor(as_json: Json = False, device: Device = "auto") -> None:
    """Say what runs where on this computer, and why."""
    from adloom import cli_models

    raise typer.Exit(cli_models.doctor(as_json=as_json, device=device))
