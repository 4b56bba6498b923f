"""The plot: one panel a question, one line a peer from our median to theirs, on a logarithmic scale."""

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

SHORT = {
    "loose": "Loose connections, top 20 with all details",
    "loose_where": "Loose connections at one employer",
    "distance": "Distance",
    "path": "Warmest path of at most 6 hops",
    "path_forward": "Warmest path, peer searches from one side only",
    "path3": "Three warmest paths",
    "reach": "Best paths of at most 3 hops into an employer",
}
INK, FAINT, OURS, THEIRS = "#1f2430", "#8a90a0", "#d9480f", "#33658a"


def draw(size, whole, found, file):
    """Writes an SVG."""
    panels = [(question, rows) for question, rows in found.items() if rows]
    if not panels:
        return
    pyplot.rcParams.update({"font.family": "DejaVu Sans", "font.size": 9, "svg.hashsalt": "tertius", "text.color": INK})
    heights = [len(rows) + 1.3 for _, rows in panels]
    figure, axes = pyplot.subplots(
        len(panels), 1, figsize=(8.6, 0.29 * sum(heights) + 1.0), height_ratios=heights, sharex=True, squeeze=False
    )
    slowest = max(row["median"] for _, rows in panels for row in rows)
    quickest = min(min(row["median"], row["ours"]) for _, rows in panels for row in rows)
    for axis, (question, rows) in zip(axes[:, 0], panels, strict=True):
        panel(axis, SHORT[question], rows, slowest)
        axis.set_xlim(quickest / 2, slowest * 14)
    axes[-1, 0].set_xlabel("milliseconds a question, median, one thread (logarithmic)", color=FAINT)
    figure.suptitle(
        f"Graph {size.upper()}: {whole['people']:,} people, {whole['ties'] / 1e6:.1f} million ties",
        x=0.012, ha="left", fontsize=13, fontweight="bold",
    )
    top = 1 - 0.5 / figure.get_figheight()
    figure.text(0.012, top, "●", color=OURS, va="top")
    figure.text(0.032, top, "Tertius, before and after each peer", va="top", color=FAINT)
    figure.text(0.332, top, "●", color=THEIRS, va="top")
    figure.text(0.352, top, "the peer, and how many times as long it takes", va="top", color=FAINT)
    figure.tight_layout(rect=(0, 0, 1, 1 - 0.45 / figure.get_figheight()), h_pad=1.4)
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def panel(axis, title, rows, slowest):
    """One question."""
    axis.set_xscale("log")
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.invert_yaxis()
    for place, row in enumerate(rows):
        axis.plot([row["ours"], row["median"]], [place, place], color=THEIRS, alpha=0.35, linewidth=2.2, zorder=1)
        axis.scatter(row["ours"], place, color=OURS, s=26, zorder=3)
        axis.scatter(row["median"], place, color=THEIRS, s=26, zorder=2)
        ratio = row["median"] / row["ours"]
        label = f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.2g}×"
        right = max(row["median"], row["ours"])
        axis.annotate(label, (right, place), (7, 0), textcoords="offset points", va="center", fontsize=8.5)
    axis.set_yticks(range(len(rows)), [row["peer"] for row in rows])
    axis.set_title(title, loc="left", fontsize=9.5, fontweight="bold", color=INK)
    axis.tick_params(axis="y", length=0, labelcolor=INK)
    axis.tick_params(axis="x", which="both", length=0, colors=FAINT, labelsize=8)
    axis.grid(axis="x", color="#e6e8ee", linewidth=0.8)
    axis.set_axisbelow(True)
    for side in ("top", "right", "left", "bottom"):
        axis.spines[side].set_visible(False)
