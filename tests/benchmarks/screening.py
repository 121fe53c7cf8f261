"""How long screening takes: `python -m tests.benchmarks.screening`."""

import time
from pathlib import Path

from analysis.screening import screen

DATA = Path(__file__).parents[1] / "analysis" / "data"


def main() -> None:
    texts = [
        line
        for name in ("ordinary.txt", "disclosures.txt")
        for line in (DATA / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("# ")
    ]
    for label, given in (("short comments", texts), ("2,000 letters", [" ".join(texts)[:2000]] * 50)):
        start = time.perf_counter()
        for text in given:
            screen(text)
        each = (time.perf_counter() - start) / len(given) * 1000
        print(f"{label}: {each:.3f} ms a text over {len(given)} texts")


if __name__ == "__main__":
    main()
