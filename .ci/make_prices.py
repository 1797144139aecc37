#!/usr/bin/env python3
"""Write the built-in price table of llm_proxy.py from the package genai-prices (pydantic, MIT licence).

    python3 .ci/make_prices.py            replace the block between the two marker comments; today's prices
    python3 .ci/make_prices.py --check    exit 1 if the file differs from what the package says for the block's date
    python3 .ci/make_prices.py --print    only show the table, as price_file takes it
    python3 .ci/make_prices.py --file F   another file than ../llm_proxy.py

To take a newer package: change VERSION, run it, read the diff, run the tests.  The package is imported if this
Python has that version, else installed from PyPI into a virtual environment under ~/.cache/llm-proxy-ci.

What is left out: models without a price per token of text (speech, pictures, pages) or with one per request besides
(perplexity's sonar), those that coding agents and SDKs have not called for a year (DROPPED: price_file brings them
back), and those whose price follows from the maker's (Claude on Vertex).  What is simplified: see ROW below.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from llm_proxy import forms_of, plain_model

VERSION = "0.2.3"
BEGIN, END = "# >>> written by .ci/make_prices.py", "# <<<"
WIDTH = 120

# The package's provider, what else calls it so (our hints, litellm's prefixes), its hosts where a name alone does not
# lead there.  A model is looked for in this order: makers of models come first.  `!`: resells others' models at its own
# prices, so only its host, or its name before the model's, leads there.  `cache`: what it usually costs there; `+`:
# whose models a cloud has; `regions`: how much more than a global endpoint one of a region takes.
PROVIDERS = {
    "anthropic": "api.anthropic.com cache=0.1,1.25,2",
    "openai": "api.openai.com *.api.openai.com cache=0.1",
    "google": "gemini vertex vertex_ai googleapis.com *.googleapis.com +anthropic cache=0.1",
    "deepseek": "",
    "mistral": "mistralai cache=0.1",
    "x-ai": "xai",
    "moonshotai": "moonshot",
    "zai": "z-ai",
    "minimax": "",
    "meta": "meta_llama",
    "aws": "bedrock bedrock_converse bedrock-runtime*.amazonaws.com +anthropic +openai regions=1.1",
    "azure": "azure_ai *.azure.com *.azure-api.net +openai +anthropic +deepseek +x-ai +moonshotai",
    "groq": "! api.groq.com",
    "cerebras": "! api.cerebras.ai",
    "openrouter": "! openrouter.ai *.openrouter.ai +anthropic +openai +google +x-ai",
}
# Without rows: their prices are those of the makers they borrow from.  (The rest of OpenRouter's changes weekly.)
ONLY_HOSTS = {"azure", "openrouter"}
DROPPED = re.compile(
    # no text, or not by the token
    r"realtime|audio|image|banana|tts|-live|transcribe|whisper|robotics|ocr|voice|vox|sonic|omni-|rosalind|moderation"
    # old: nothing that Claude Code, Codex, Gemini CLI, OpenCode or the SDKs' users have called since autumn 2025
    r"|^(text-)?(ada|babbage|curie|davinci)|^gpt-3|^gpt-4($|-|\.5)|^chatgpt|^codex-mini|^o1|embedding-ada"
    r"|claude-(2|v1|instant|3-(opus|sonnet|haiku)|3[-.]5-sonnet)|^gemini-(1|2\.0|flash-1|pro-1|pro$|2\.5-.*preview-0[1-8])"
    r"|grok-[23]|deepseek-(coder|v3|prover)|deepseek[.-]r1|kimi-k2(-0|$)|moonshot-v1|minimax-(01|m1|text)|glm-4-32b"
    r"|mi[sx]tral-7|mixtral|pixtral|ministral|mistral-(nemo|tiny|saba|small-(2[345]|3)|large-2402)"
    r"|codestral-(2501|mamba)|llama-?[23]|palmyra|wizardlm|phi-"
    # rare: fine-tuned, for research, embedded, served beside the maker's own
    r"|^ft:|\.ft-?$|:(free|extended|thinking)|^computer-use|deep-research|search-(api|preview)|cyber|legal|m2-her|aya-|guard"
    r"|muse-.*-contr|multi-agent|highspeed|-turbo$|^(gpt|o3).*-pro|-text$|search$|labs-|glm-4\.[56](v|-x|-air)|glm-.*flashx|(codestral|mistral)-embed|titan|^gemma|gemma-?[23]"
    r"|mistral-ai|zai-glm|deepseek-v4-1-flash|^(meta|mistral|nvidia|google|qwen|deepseek)\.",
    re.IGNORECASE,
)
KEPT = re.compile(r"llama-(3\.1-8b-instant|3\.3-70b-versatile|4)")  # of those above; the usual ones at Groq
TEXT = {"input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok", "cache_write_1h_mtok"}
BESIDE = re.compile(r"(web_search|storage_search)|_(audio|image|video)_mtok|(audio|image)_read_mtok")  # not in a Usage


def load() -> Any:
    """The pinned package: ours, or in a virtual environment in which this script starts again."""
    try:
        package = importlib.import_module("genai_prices")
        if package.__version__ == VERSION:
            return package
    except ImportError:
        pass
    cache = Path(os.environ.get("LLM_PROXY_CI_CACHE") or Path.home() / ".cache/llm-proxy-ci")
    python = str(cache / f"genai-prices-{VERSION}" / "bin" / "python")
    if sys.executable == python:
        raise SystemExit(f"genai-prices {VERSION} was not installed by pip")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", str(Path(python).parent.parent)], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"genai-prices=={VERSION}"]
    subprocess.run(pip, check=True)
    os.execv(python, [python, *sys.argv])  # noqa: S606 -- this script again
    return None


def names_of(clause: Any, whole: str) -> list[str]:
    """The names a clause of the package stands for.  `whole` is the model's id."""
    if hasattr(clause, "or_"):
        return [name for part in clause.or_ for name in names_of(part, whole)]
    if hasattr(clause, "and_"):
        return names_of(clause.and_[0], whole)
    if hasattr(clause, "equals"):
        return [clause.equals.lower()]
    if hasattr(clause, "ends_with"):
        return [clause.ends_with.lower()]
    if hasattr(clause, "regex"):  # a listed name and a date, or a listed name and a digit
        return [whole] if re.fullmatch(r"\^[\w.\\-]+-\\d", clause.regex) else []
    text = (getattr(clause, "starts_with", None) or clause.contains).lower()
    if hasattr(clause, "contains") and text in whole:
        return [whole[: whole.index(text) + len(text)]]
    return [re.sub(r"(-|@|-2025|-2024-|(?<=flash)-0)$", "", text)]


def names(provider: Any, model: Any, when: datetime.datetime) -> list[str]:
    """A model's names, as short as the proxy finds them, those left out that the package gives another price."""
    whole = model.id.lower().removeprefix("regional.")
    price = rates(model, when)
    found: dict[str, str] = {}
    for raw in (*names_of(model.match, whole), whole):
        name = re.sub(rf"^(/|{provider.id}[/:])", "", raw)
        name = re.sub(r"^(global\.|)(moonshotai|zai|amazon|anthropic|openai)\.", r"\1", name)
        plain, forms = plain_model(name), forms_of(name)
        forms = [form for form in forms if form.startswith("global.") or not name.startswith("global.")]
        short = name
        for form in forms:
            cut = name[plain.index(form) :][: len(form)]
            owner = None if cut.startswith("global.") else provider.find_model(cut)
            if not re.search(r"\d|nova", cut) or (owner and rates(owner, when) != price):
                break
            short = cut
        is_turned = re.match(r"claude-[4-9].*-(haiku|opus|sonnet)", short)
        if not (is_turned or is_old(short)):
            found.setdefault(plain_model(short), short)
    return list(found.values())


def rates(model: Any, when: datetime.datetime) -> list[tuple[int, list[Decimal]]] | None:
    """(threshold, [input, output, cache read, write 5m, write 1h]) from the lowest; None: not a price of text."""
    prices = {k: v for k, v in model.get_prices(when).__dict__.items() if v is not None}
    if any(key not in TEXT and not BESIDE.search(key) for key in prices):
        return None
    if not prices.keys() & {"input_mtok", "output_mtok"}:
        return None
    starts = sorted({tier.start for price in prices.values() for tier in getattr(price, "tiers", ())})
    return [(start, row(prices, start, model.id)) for start in (-1, *starts)]


# ROW: what the package does not price costs what contains it (its own rule): a cache read or write costs as input.
# But Claude's write for an hour is 2 x input where the package has no price for it (older Bedrock and Vertex rows):
# that is Anthropic's price everywhere else, and the package's rule would make it a write for five minutes.
def row(prices: dict[str, Any], start: int, name: str) -> list[Decimal]:
    def at(key: str, otherwise: Decimal) -> Decimal:
        price: Any = prices.get(key, otherwise)
        if not hasattr(price, "tiers"):
            return Decimal(price)
        return Decimal(max([(-1, price.base), *((t.start, t.price) for t in price.tiers if t.start <= start)])[1])

    fed = at("input_mtok", Decimal(0))
    write = at("cache_write_mtok", fed)
    long = 2 * fed if "claude" in name and "cache_write_mtok" in prices else write
    return [
        fed,
        at("output_mtok", Decimal(0)),
        at("cache_read_mtok", fed),
        write,
        at("cache_write_1h_mtok", long),
    ]


def shown(five: list[Decimal], factors: list[Decimal]) -> str:
    """As few columns as say it: what _rates of the proxy fills in is left out."""
    one = Decimal(1)
    usual = [five[0] * factor for factor in (*factors, one, one)[:2]]
    usual.append(five[0] * factors[2] if len(factors) > 2 else five[3])
    count = 5
    while count > 2 and five[count - 1] == usual[count - 3]:
        count -= 1
    return " ".join(f"{value.normalize():f}" for value in five[:count])


def lines_of(provider: Any, by_id: dict[str, Any], when: datetime.datetime) -> list[str]:
    heading = PROVIDERS[provider.id]
    options = dict(re.findall(r" (\w+)=(\S+)", heading))
    factors = [Decimal(factor) for factor in options.get("cache", "").split(",") if factor]
    dearer = Decimal(options.get("regions", "1"))
    makers = [by_id[maker] for maker in re.findall(r"\+([\w-]+)", heading)]
    everywhere = {name: price for model in provider.models for name in names(provider, model, when)
                  if name.startswith("global.") and (price := rates(model, when))}  # fmt: skip
    rows: dict[str, list[str]] = {}  # figures and the names of all that cost so
    seen: set[str] = set()
    for model in provider.models if provider.id not in ONLY_HOSTS else ():
        price = rates(model, when)
        if price is None or is_dropped(provider, model):
            continue
        words = [n for n in names(provider, model, when) if plain_model(n) not in seen and " " not in n]
        factor = dearer if words and not words[0].startswith("global.") else Decimal(1)
        bases = (
            [everywhere.get(f"global.{words[0]}"), *(price_at(maker, words[0], when) for maker in makers)]
            if words
            else []
        )
        if not words or figures(price) in [figures(times(base, factor)) for base in bases if base]:
            continue
        seen.update(map(plain_model, words))
        rows.setdefault(figures(price, factors), []).extend(words)
    lines = [line for numbers, words in rows.items() for line in wrapped(words, numbers)]
    return [f"[{provider.id}] {heading}".strip(), *lines]


def figures(price: list[tuple[int, list[Decimal]]], factors: list[Decimal] | None = None) -> str:
    usual = [value * (Decimal("1.5") if at == 1 else 2) for at, value in enumerate(price[0][1])]
    parts = [shown(price[0][1], factors or [])]
    parts += [f"{start} {shown(five, factors or [])}" if five != usual else str(start) for start, five in price[1:]]
    return " >".join(parts)


def times(price: list[tuple[int, list[Decimal]]], factor: Decimal) -> list[tuple[int, list[Decimal]]]:
    return [(start, [value * factor for value in five]) for start, five in price]


def price_at(maker: Any, name: str, when: datetime.datetime) -> list[tuple[int, list[Decimal]]] | None:
    model = maker.find_model(name.removeprefix("global."))
    return None if model is None or is_dropped(maker, model) else rates(model, when)


def is_dropped(provider: Any, model: Any) -> bool:
    name = model.id.lower().removeprefix("regional.")
    if provider.id == "openai" and "gpt-oss" in name:  # which it does not serve
        return True
    return is_old(name) or (provider.id == "cerebras" and model.deprecated)


def is_old(name: str) -> bool:
    return bool(DROPPED.search(name) and not KEPT.search(name))


def wrapped(words: list[str], numbers: str) -> list[str]:
    out: list[str] = []
    while words:
        count = len(words)
        while count > 1 and len(" ".join(words[:count])) + len(numbers) + 4 > WIDTH:
            count -= 1
        out.append("  " + " ".join(words[:count]) + "  " + numbers)
        words = words[count:]
    return out


def table(package: Any, day: str) -> str:
    # Prices by the hour (DeepSeek's cheap and dear times) are those of noon UTC, which hold for most of the day.
    when = datetime.datetime.fromisoformat(day + "T12:00:00+00:00")
    providers = importlib.import_module("genai_prices.data").providers
    by_id = {provider.id: provider for provider in providers}
    lines = [line for name in PROVIDERS for line in lines_of(by_id[name], by_id, when)]
    return "\n".join([f"genai-prices {package.__version__} {day}", *lines])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--file", type=Path, default=Path(__file__).resolve().parent.parent / "llm_proxy.py")
    options = parser.parse_args()
    package = load()
    text = options.file.read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN + "\n")
    old, end, tail = rest.partition(END + "\n")
    if not begin or not end:
        raise SystemExit(f"{options.file} lacks the lines {BEGIN!r} and {END!r}")
    dated = re.search(r"genai-prices \S+ (\d{4}-\d\d-\d\d)", old)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    day = dated[1] if options.check and dated else today
    if options.print:
        sys.stdout.write(table(package, today) + "\n")
        return 0
    new = f'_PRICES = r"""{table(package, day)}\n"""\n'
    if options.check:
        sys.stdout.write("the price table is up to date\n" if new == old else "the price table differs: run me again\n")
        return int(new != old)
    options.file.write_text(head + begin + new + end + tail, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
