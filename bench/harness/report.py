"""The table, the raw numbers and the plot of one network, from what the peers' runs left."""

import json
from statistics import median

from . import machine, network, plot
from .questions import QUESTIONS

TITLES = {question.id: question.title for question in QUESTIONS}


def write(folder, results):
    """Writes SIZE.md, SIZE.json and SIZE.svg into the folder of results."""
    size = folder.name
    raw = {file.stem: json.loads(file.read_text()) for file in sorted((folder / "raw").glob("*.json"))}
    ours = raw.pop("ours", {})
    net = network.load(folder)
    whole = {
        "people": net.n_people,
        "ties": net.n_ties,
        "machine": machine.facts(),
        "tertius": ours,
        "peers": raw,
    }
    results.mkdir(exist_ok=True)
    (results / f"{size}.json").write_text(json.dumps(whole) + "\n")
    found = {question.id: rows(question.id, raw) for question in QUESTIONS}
    (results / f"{size}.md").write_text(text(size, whole, found))
    plot.draw(size, whole, found, results / f"{size}.svg")


def rows(question_id, raw):
    """One row a peer, the quickest first."""
    found = []
    for peer in raw.values():
        got = peer["questions"].get(question_id)
        if got is None:
            continue
        both = got["ours_before"] + got["ours_after"]
        found.append(
            {
                "peer": peer["name"],
                "median": median(got["theirs"]),
                "p99": p99(got["theirs"]),
                "ours": median(both),
                "ours_p99": p99(both),
                "drift": median(got["ours_after"]) / median(got["ours_before"]),
                "asked": got["compared"],
                "different": len(got["different"]),
                "load": max(got["load_average"]),
            }
        )
    return sorted(found, key=lambda row: row["median"] / row["ours"])


def p99(times):
    """The value that 99 % do not exceed."""
    return sorted(times)[min(len(times) - 1, len(times) * 99 // 100)]


def text(size, whole, found):
    """The whole page."""
    about = whole["machine"]
    parts = [
        f"# Graph {size.upper()}: {whole['people']:,} people, {whole['ties']:,} ties",
        f"Made by `bench/run --size {size}` on {about['cpu']}, {about['cores']} cores, {about['caches']}, "
        f"{about['memory_gib']} GiB, {about['system']}. Milliseconds on one thread; the same seeded people for everybody. "
        "Peers: processor time. Tertius: wall time by its own clock, the median of two rounds, one before and one after "
        "the peer; the ratio is of the two in the same row. *Load* is the machine's greatest load average meanwhile. "
        "*Equal*: in how many of the asked the answers were the same. What is compared, and what is unfair about it, "
        "stands in [the README](../README.md).",
        f"![Medians of every peer and question]({size}.svg)",
    ]
    for question_id, question_rows in found.items():
        if question_rows:
            parts.append(f"## {TITLES[question_id][0].upper()}{TITLES[question_id][1:]}")
            parts.append(question_table(question_rows))
    parts += [section for section in (batch(whole), loads(whole), rest(whole), forms(whole)) if section]
    return "\n\n".join(parts) + "\n"


def table(heads, body):
    """Markdown, numbers to the right."""
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in body])


def question_table(question_rows):
    """Medians, p99s and ratios."""
    heads = ["peer", "median", "p99", "Tertius median", "Tertius p99", "ratio", "ratio of p99", "equal", "load"]
    body = [
        [
            row["peer"],
            ms(row["median"]),
            ms(row["p99"]),
            ms(row["ours"]),
            ms(row["ours_p99"]),
            f"**{times(row['median'] / row['ours'])}**",
            times(row["p99"] / row["ours_p99"]),
            f"{row['asked'] - row['different']} of {row['asked']}",
            f"{row['load']:.1f}",
        ]
        for row in question_rows
    ]
    return table(heads, body)


def batch(whole):
    """Everybody's best ten."""
    ours = whole["tertius"].get("batch")
    peers = [(peer["name"], peer["batch"]) for peer in whole["peers"].values() if "batch" in peer]
    if not ours or not peers:
        return ""
    body = [
        [
            "Tertius",
            "everybody, measured",
            seconds(ours["cpu_s"]),
            f"{seconds(ours['wall_s'])} on two threads, written as CSV",
            "",
            f"{ours['max_rss_bytes'] / 1e6:,.0f} MB at most, the mapped file included",
        ]
    ]
    for name, got in sorted(peers, key=lambda peer: peer[1]["extrapolated_cpu_s"]):
        cpu = got["extrapolated_cpu_s"]
        equal = f"{got['compared'] - len(got['different'])} of {got['compared']} people equal"
        how = f"from {got['people']:,} people" + (", by two processes at once" if got.get("copies") == 2 else "")
        body.append([name, how, seconds(cpu), "", f"**{times(cpu / ours['cpu_s'])}**", equal])
    heads = ["peer", "how", "processor time", "wall time", "ratio of processor time", ""]
    return "## Top 10 for everybody\n\n" + table(heads, body)


def loads(whole):
    """Loading, and what the loaded network takes."""
    n_ties = whole["ties"]
    body = []
    for peer in [{"name": "Tertius", **whole["tertius"]}, *whole["peers"].values()]:
        load = peer.get("load")
        if load:
            size = load.get("bytes", peer.get("bytes", 0))
            source = load.get("from", peer.get("loaded_from", ""))
            rate = n_ties / load["cpu_s"] / 1e6
            cells = [seconds(load["wall_s"]), seconds(load["cpu_s"]), f"{rate:.1f}", f"{size / n_ties / 2:.2f}"]
            body.append([peer["name"], source, *cells])
    heads = ["peer", "from", "wall", "processor", "million ties a second of processor", "bytes a directed tie"]
    return "## Loading\n\n" + table(heads, body) if body else ""


def rest(whole):
    """Opening, the packed form, and two readers."""
    lines = []
    if "open_ms" in whole["tertius"]:
        lines.append(
            f"- A new process opens the file and answers its first loose question in {whole['tertius']['open_ms']:.0f} ms of wall time."
        )
    packed = whole["tertius"].get("packed")
    if packed:
        plain, small = median(packed["plain"]), median(packed["packed"])
        lines.append(
            f"- The packed form has {packed['bytes'] / whole['ties'] / 2:.2f} bytes a directed tie; its loose questions take "
            f"{ms(small)} ms in the median, those of the plain form {ms(plain)} in the same run: {small / plain:.2f} times "
            f"as long (load average {packed['load_average']:.1f})."
        )
    readers = whole["peers"].get("bound", {}).get("readers")
    if readers:
        one, two = median(readers["one"]), median(readers["two"])
        lines.append(
            f"- One thread answers {one:,.0f} loose questions a second, two threads on the same snapshot {two:,.0f}: "
            f"{two / one:.2f} times as many (load average {readers['load_average']:.1f})."
        )
    return "## Opening, the packed form, and readers\n\n" + "\n".join(lines) if lines else ""


def forms(whole):
    """Which form of each peer was measured."""
    lines = [f"- {peer['name']} {peer['version']}: {peer['form']}" for peer in whole["peers"].values()]
    return "## Forms\n\n" + "\n".join(line.replace(" :", ":") for line in lines)


def ms(value):
    """Three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def times(value):
    """A ratio, as one says it."""
    return f"{value:,.0f}×" if value >= 10 else f"{value:.2g}×"


def seconds(value):
    """Seconds with as many digits as mean something."""
    return f"{value:,.0f} s" if value >= 100 else f"{value:.3g} s"
