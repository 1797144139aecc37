#!/usr/bin/env python3
"""Write the built-in price table of llm_proxy.py from the package genai-prices (pydantic, MIT licence).

    python3 .ci/make_prices.py            replace the block between the two marker comments; today's prices
    python3 .ci/make_prices.py --check    exit 1 if the file differs from what the package says for the block's date
    python3 .ci/make_prices.py --file F   another file than ../llm_proxy.py

To take a newer package: change VERSION, run it, read the diff, run the tests.  The package is imported if this
Python has that version, else installed from PyPI into a virtual environment under ~/.cache/llm-proxy-ci.

What is left out: models without a price per token of text (speech, pictures, pages) or with one per request besides
(perplexity's sonar), models that hardly anybody uses (DROPPED), and those that the provider's fallback prices the
same (Claude on Vertex).  What is simplified: see ROW below.
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

VERSION = "0.2.3"
BEGIN, END = "# >>> written by .ci/make_prices.py", "# <<<"
WIDTH = 120

# The package's provider, what else calls it so (our hints, litellm's prefixes), its hosts.  A model is looked for in
# this order: makers of models come first.  `!`: resells others' models at its own prices, so only its host, or its name
# before the model's, leads there.
PROVIDERS = {
    "anthropic": "api.anthropic.com",
    "openai": "api.openai.com *.api.openai.com",
    "google": "gemini vertex vertex_ai googleapis.com *.googleapis.com",
    "deepseek": "api.deepseek.com",
    "mistral": "mistralai api.mistral.ai",
    "x-ai": "xai api.x.ai *.api.x.ai",
    "cohere": "cohere_chat api.cohere.ai api.cohere.com",
    "moonshotai": "moonshot api.moonshot.ai api.moonshot.cn",
    "zai": "z-ai api.z.ai",
    "minimax": "api.minimax.io api.minimaxi.com",
    "voyageai": "voyage api.voyageai.com",
    "meta": "meta_llama api.meta.ai",
    "aws": "bedrock bedrock_converse bedrock-runtime*.amazonaws.com",
    "azure": "azure_ai *.azure.com *.azure-api.net",
    "groq": "! api.groq.com",
    "cerebras": "! api.cerebras.ai",
    "together": "! together_ai api.together.xyz api.together.ai",
    "openrouter": "! openrouter.ai *.openrouter.ai +anthropic +openai +google +x-ai",
}
DROPPED = re.compile(
    r"realtime|audio|image|banana|tts|-live|transcribe|whisper|robotics|ocr|voice|vox|sonic|omni-.*flash|rosalind"
    r"|^(text-)?(ada|babbage|curie|davinci)|^(claude-2|claude-v1|computer-use|gpt-3\.5-0301|gpt-4-32k)"
    r"|gpt-3\.5-turbo-.*(06|11|16)|gpt-4-vision|gpt-4\.5|ft-$|:(free|extended)|^gemini-(1|flash-1|pro-1|pro$)"
    r"|^gemma|gemma-?[23]|titan-text|llama3-([78]|2|groq)|llama-?2|llama-3\.[12]-(1b|3b|11|405|70|90)|70b-specdec"
    r"|voyage-(lite|0|2|3$|3-lite|large-2)|mixtral|pixtral|saba|nemo|wizardlm|phi-3|-ds-r1|prompt-guard|muse-.*-contr|legal"
    r"|aya-|moonshot-v1|m2-her|glm-4-32b|glm-4\.[56]v|grok-2|grok-3-.*fast|kimi-k2(-0|$)|mi[sx]tral-7|Llama-[23]-"
    r"|mistral-(medium-2312|small-3\.|small-24b|tiny|large-2402|small-2402)|deepseek-coder|nemotron-nano|palmyra",
    re.IGNORECASE,
)
TOGETHER = re.compile(r"deepseek-ai|kimi|glm|gpt-oss|MiniMax|/(meta-)?llama-[34]|Qwen3|muse", re.IGNORECASE)
# Names that a clause means but does not spell; checked against the package like all others.
ALSO = {("openai", "moderation"): ["omni-moderation", "text-moderation"]}
TEXT = {"input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok", "cache_write_1h_mtok"}
# Whose models a cloud has at the maker's price under global.maker.name, and otherwise so many percent dearer.
DEARER = {"aws": (10, ("anthropic", "openai"))}
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
    """The names a clause of the package stands for; `*`: it also takes names that go on.  `whole` is the model's id."""
    if hasattr(clause, "or_"):
        return [name for part in clause.or_ for name in names_of(part, whole)]
    if hasattr(clause, "and_"):
        return names_of(clause.and_[0], whole)
    if hasattr(clause, "equals"):
        return [clause.equals.lower()]
    if hasattr(clause, "ends_with"):
        return [clause.ends_with.lower()]
    if hasattr(clause, "regex"):  # a listed name and a date, or a listed name and a digit
        return [whole + "*"] if re.fullmatch(r"\^[\w.\\-]+-\\d", clause.regex) else []
    text = (getattr(clause, "starts_with", None) or clause.contains).lower()
    if hasattr(clause, "contains") and text in whole:
        begun = whole[: whole.index(text) + len(text)]
        # Bedrock's answers say claude-… where its ids say anthropic.claude-…
        return [begun + "*", text + "*"] if text.startswith("claude") else [begun + "*"]
    return [re.sub(r"(-|@|-2025|-2024-|(?<=flash)-0|(?<=ft:gpt-4)-0)$", "", text) + "*"]


def bare(name: str, provider: str) -> str:
    """Without the dates and versions that the proxy cuts off before it looks."""
    star = "*" if name.endswith("*") else ""
    name = re.sub(r"^.*/(?=(global|us|in)\.)", "", name.rstrip("*"))
    if provider == "aws":
        name = re.sub(r"^((us|us-gov|au|apac|eu|jp|in)\.)", "", name)
        name = re.sub(r"-v1(:\d+)?$|(?<=-20\d{6})-v\d+(:\d+)?$|:0$", "", name)
    name = re.sub(r"-20\d{6}$|-20\d\d-\d\d-\d\d$", "", name)
    # A bedrock id goes on with dates and versions only, which every name may.
    return name + ("" if provider == "aws" else star)


def names(provider: Any, model: Any, when: datetime.datetime) -> list[str]:
    """A model's names, those left out that the package gives another price, and dated ones that a shorter covers."""
    raw = [*names_of(model.match, model.id.lower().removeprefix("regional.")), *ALSO.get((provider.id, model.id), ())]
    if provider.id == "aws":
        raw.append(model.id.removeprefix("regional."))
    price = rates(model, when)
    found: dict[str, None] = {}
    for name in raw:
        short = bare(name, provider.id)
        owner = provider.find_model(short.rstrip("*"))
        found[short if owner is None or rates(owner, when) == price else name.rstrip("*")] = None
    own = (f"{provider.id}/", f"{provider.id}:")  # the proxy takes its prefix off
    return [name for name in found if not covered(name, found) and not name.startswith(own)]


def covered(name: str, found: dict[str, None]) -> bool:
    """Whether the proxy finds this name under another in `found`."""
    plain = name.rstrip("*")
    shorter = {re.sub(r"(-latest|:0)$", "", plain)}
    opened = {*shorter, re.sub(r"(-preview|-exp|-\d{4})$", "", plain)}
    others = {*(s for s in shorter if "*" not in name), *(s + "*" for s in opened)} - {name}
    return any(other in found for other in others)


def rates(model: Any, when: datetime.datetime) -> list[tuple[int, list[Decimal]]] | None:
    """(threshold, [input, output, cache read, write 5m, write 1h]) from the lowest; None: not a price of text."""
    prices = {k: v for k, v in model.get_prices(when).__dict__.items() if v is not None}
    if any(key not in TEXT and not BESIDE.search(key) for key in prices):
        return None
    if not prices.keys() & {"input_mtok", "output_mtok"}:
        return [(-1, [Decimal(0)] * 5)] if not prices and is_free(model) else None
    starts = sorted({tier.start for price in prices.values() for tier in getattr(price, "tiers", ())})
    return [(start, row(prices, start, model.id)) for start in (-1, *starts)]


def is_free(model: Any) -> bool:
    return "moderation" in model.id


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


def shown(five: list[Decimal]) -> str:
    """As few columns as say it: what _rates of the proxy fills in is left out."""
    fed, _, read, write, long = five
    count = 5 if long != write else 4 if write != fed else 3 if read != fed else 2
    return " ".join(f"{value.normalize():f}" for value in five[:count])


def lines_of(provider: Any, everyone: list[Any], when: datetime.datetime) -> list[str]:
    fallbacks = [p for name in provider.fallback_model_providers or () for p in everyone if p.id == name]
    heading = [f"[{provider.id}]", PROVIDERS[provider.id], *(f"+{p.id}" for p in fallbacks)]
    rows: dict[str, list[str]] = {}  # figures and the names of all that cost so
    seen: set[str] = set()
    for model in provider.models:
        price = rates(model, when)
        if price is None or is_dropped(provider, model):
            continue
        words = [name for name in names(provider, model, when) if name not in seen and " " not in name]
        inherited = [p.find_model(name.rstrip("*")) for name in words[:1] for p in fallbacks]
        if any(other and rates(other, when) == price for other in inherited):
            continue
        seen.update(words)
        rows.setdefault(figures(price), []).extend(words)
    dearer = [line for maker in everyone for line in dearer_lines(provider.id, maker, rows, when)]
    return [" ".join(heading), *dearer, *(line for numbers, words in rows.items() for line in wrapped(words, numbers))]


def figures(price: list[tuple[int, list[Decimal]]], factor: Decimal = Decimal(1)) -> str:
    return " >".join(f"{start} " * (start >= 0) + shown([value * factor for value in five]) for start, five in price)


def dearer_lines(cloud: str, maker: Any, rows: dict[str, list[str]], when: datetime.datetime) -> list[str]:
    """Takes those names out of `rows` whose price follows from the maker's."""
    percent, makers = DEARER.get(cloud, (0, ()))
    said = {name: numbers for numbers, words in rows.items() for name in words} if maker.id in makers else {}
    taken = []
    for plain in said:
        names = (plain, f"{maker.id}.{plain}", f"global.{maker.id}.{plain}")
        price = rates(model, when) if (model := maker.find_model(plain)) else None
        dearer = figures(price, 1 + Decimal(percent) / 100) if price else ""
        if price and [said.get(name) for name in names] == [dearer, dearer, figures(price)]:
            taken.append(plain)
            for words in rows.values():
                words[:] = [word for word in words if word not in names]
    return wrapped(sorted(taken), f"{percent}%", f"+{maker.id} ")


def is_dropped(provider: Any, model: Any) -> bool:
    if provider.id == "openrouter":  # its prices are the makers' for the four it borrows from; the rest changes weekly
        return True
    if provider.id == "openai" and "gpt-oss" in model.id:  # which it does not serve
        return True
    if provider.id == "together" and not TOGETHER.search(model.id):
        return True
    return bool(DROPPED.search(model.id) or (provider.id == "cerebras" and model.deprecated))


def wrapped(words: list[str], numbers: str, first: str = "") -> list[str]:
    out: list[str] = []
    while words:
        count = len(words)
        while count > 1 and len(first + " ".join(words[:count])) + len(numbers) + 4 > WIDTH:
            count -= 1
        out.append("  " + first + " ".join(words[:count]) + "  " + numbers)
        words = words[count:]
    return out


def table(package: Any, day: str) -> str:
    # Prices by the hour (DeepSeek's cheap and dear times) are those of noon UTC, which hold for most of the day.
    when = datetime.datetime.fromisoformat(day + "T12:00:00+00:00")
    providers = importlib.import_module("genai_prices.data").providers
    by_id = {provider.id: provider for provider in providers}
    lines = [line for name in PROVIDERS for line in lines_of(by_id[name], providers, when)]
    return "\n".join([f"genai-prices {package.__version__} {day}", *lines])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
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
    new = f'_PRICES = r"""{table(package, day)}\n"""\n'
    if options.check:
        sys.stdout.write("the price table is up to date\n" if new == old else "the price table differs: run me again\n")
        return int(new != old)
    options.file.write_text(head + begin + new + end + tail, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
