"""Write an invented county of any size: `python -m benchmarks.county OUT --times 10`."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from benchmarks.county import Size, build_county, invent_given, write_county


@click.command(epilog="Example: python -m benchmarks.county big --times 10")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--times", default=1.0, show_default=True, help="So many times Zhenba: every count, area and length.")
@click.option("--villages", type=int, help="How many villages; --times unless given.")
@click.option("--groups", type=int, help="How many groups; --times unless given.")
@click.option("--km", type=float, help="How many kilometres of road are drawn; --times unless given.")
@click.option("--seed", default=2019, show_default=True, help="The same seed makes the same county.")
def main(out: Path, times: float, villages: int | None, groups: int | None, km: float | None, seed: int) -> None:
    """Write a county where everything is invented, the size of Zhenba or any other, into the folder OUT."""
    wanted = {"villages": villages, "groups": groups, "drawn_km": km}
    size = replace(Size().times(times), **{name: value for name, value in wanted.items() if value is not None})
    started = time.perf_counter()
    made = build_county(invent_given(size, np.random.default_rng(seed)), size, seed=seed)
    write_county(made, out)
    counts = ", ".join(f"{len(frame)} {name}" for name, frame in made.layers.items())
    click.echo(
        f"{counts}; {made.layers['roads']['drawn_km'].sum():.0f} km drawn; {time.perf_counter() - started:.1f} s"
    )


if __name__ == "__main__":
    main()
