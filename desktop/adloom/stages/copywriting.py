"""Stage 3: the words of every text element, true to the product's facts and within their boxes.

`write` fills one layout's slots for several variants, `write_all` several layouts at once from
one batch of drafts. Budgets are characters; likelihoods are natural logs a token.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from adloom.stages.copy_facts import (
    LEAST_BUDGET,
    fact_lines,
    price_lines,
    sources_of,
    wordmark,
    writes_english,
)
from adloom.stages.copy_prompt import BUDGET_CAPS, WRITTEN_ROLES, Facts, clean_text, read_facts
from adloom.stages.copy_ranking import NEAR, Ranked, choose, overlap, rank
from adloom.stages.copy_rules import CopyRules, Lexicon, call_rules, load_lexicon, rules_for
from adloom.stages.copy_sampling import MOST_TOKENS, Vocabulary, Wish, draft_lines
from adloom.types import Copy, Decision, Product, Progress, Report, Role, Slot, Tone

if TYPE_CHECKING:
    from adloom.inference.catalog import Catalog
    from adloom.inference.decoding import TextNetwork

STAGE = "copywriting"
MODEL = "copywriter"
SPARE: dict[Role, int] = {
    "headline": 7,
    "subhead": 5,
    "selling_point": 3,
    "long": 2,
    "badge": 3,
    "cta": 5,
}
"""Drafts tried beyond the lines needed."""

MOST_ROWS = 14
"""Drafts of one kind at most, however many lines are wanted of it."""

ORDER: tuple[Role, ...] = (
    "logo",
    "price",
    "headline",
    "badge",
    "subhead",
    "long",
    "selling_point",
    "cta",
)


@dataclass(frozen=True)
class CopyModel:
    """The network with its vocabulary and the word lists."""

    network: TextNetwork
    vocabulary: Vocabulary
    lexicon: Lexicon


@dataclass(frozen=True)
class CopyBundle:
    """The copy of one creative with the decisions behind it; a slot without a line was dropped."""

    lines: tuple[Copy, ...]
    decisions: tuple[Decision, ...]


@dataclass
class _Desk:
    """What writing one product needs: its facts and, by role, ranked drafts and used lines."""

    product: Product
    facts: Facts
    rules: CopyRules
    ranked: dict[Role, list[Ranked]]
    used: dict[Role, list[str]] = field(default_factory=dict)


def load_copy_model(catalog: Catalog, resources: Path, *, threads: int = 0) -> CopyModel:
    """Open the copywriter; raise ModelError if a file of it is missing or damaged."""
    from adloom.inference.decoding import open_text_network, open_tokenizer

    vocabulary = Vocabulary(open_tokenizer(catalog.read(MODEL, "tokenizer.json")))
    network = open_text_network(catalog, MODEL, threads=threads)
    return CopyModel(network, vocabulary, load_lexicon(resources / "wordlists"))


def write(
    product: Product,
    slots: Sequence[Slot],
    model: CopyModel,
    *,
    tone: Tone = "plain",
    variants: int = 1,
    seed: int = 0,
    report: Report = lambda _: None,
    banned: Iterable[str] = (),
) -> list[CopyBundle]:
    """Return `variants` bundles of copy for one layout's slots.

    `banned` are the brand's words never to use. Raises whatever `report` raises.
    """
    return write_all(
        product, [slots] * variants, model, tone=tone, seed=seed, report=report, banned=banned
    )


def write_all(
    product: Product,
    layouts: Sequence[Sequence[Slot]],
    model: CopyModel,
    *,
    tone: Tone = "plain",
    seed: int = 0,
    report: Report = lambda _: None,
    banned: Iterable[str] = (),
) -> list[CopyBundle]:
    """Return one bundle of copy for each layout's slots, all drafted in one batch.

    The merchant's own words come first, verbatim; then drafts that break no rule; then facts.
    """
    facts = read_facts(product)
    rules = rules_for(facts, model.lexicon, banned, model.vocabulary.common)
    ranked: dict[Role, list[Ranked]] = {}
    if writes_english(product, facts):
        wishes = wishes_for(product, layouts, tone)
        call = call_rules(rules, facts, model.lexicon, _least_call(wishes))
        named = [(name, value) for name, value in facts.named]

        def tell(step: int) -> None:
            report(Progress(STAGE, facts.first("title"), min(step, MOST_TOKENS), MOST_TOKENS))

        drafts = draft_lines(
            named, wishes, model.network, model.vocabulary, rules, call, seed, tell
        )
        for role in WRITTEN_ROLES:
            ranked[role] = rank(
                (d for d in drafts if d.wish.role == role), facts, rules, model.lexicon
            )
    desk = _Desk(product, facts, rules, ranked)
    return [_fill(desk, slots) for slots in layouts]


def wishes_for(product: Product, layouts: Sequence[Sequence[Slot]], tone: Tone) -> list[Wish]:
    """Return what to draft: one wish a role and rounded budget, own words left out."""
    wanted: Counter[tuple[Role, int]] = Counter()
    own = Counter(role for role, _ in product.own_words)
    for slots in layouts:
        left = own.copy()
        for slot in slots:
            if slot.role not in WRITTEN_ROLES or slot.budget < LEAST_BUDGET[slot.role]:
                continue
            if left[slot.role] > 0:
                left[slot.role] -= 1
                continue
            wanted[slot.role, rounded_budget(slot.role, slot.budget)] += 1
    return [
        Wish(role, tone_for(product, role, budget, tone), budget, _rows(role, need))
        for (role, budget), need in sorted(wanted.items())
    ]


def _least_call(wishes: Sequence[Wish]) -> int:
    """Return the smallest budget of a call to action among the wishes."""
    return min((wish.budget for wish in wishes if wish.role == "cta"), default=0)


def _rows(role: Role, need: int) -> int:
    return min(MOST_ROWS, need + SPARE[role])


def rounded_budget(role: Role, budget: int) -> int:
    """Return the budget rounded down so that like boxes share drafts."""
    budget = min(budget, BUDGET_CAPS[role])
    step = 10 if budget > 60 else 4 if budget > 20 else 2
    return max(LEAST_BUDGET[role], budget - budget % step)


def tone_for(product: Product, role: Role, budget: int, tone: Tone) -> Tone:
    """Return the tone to ask for: a small headline is short, urgency needs a promo."""
    if tone == "urgent" and not product.promo.strip():
        tone = "direct"
    if role == "headline" and budget <= 16:
        return "short"
    return tone


def _fill(desk: _Desk, slots: Sequence[Slot]) -> CopyBundle:
    """Fill one layout's slots in the order in which they matter."""
    lines: list[Copy] = []
    decisions = _about_facts(desk)
    own: dict[Role, list[str]] = {}
    for role, words in desk.product.own_words:
        own.setdefault(role, []).append(words)
    prices = price_lines(desk.product)
    copy: Copy | None
    decision: Decision | None
    for slot in sorted(slots, key=lambda s: ORDER.index(s.role) if s.role in ORDER else 99):
        if own.get(slot.role):
            copy, decision = _own_line(slot, own[slot.role].pop(0))
        elif slot.role in ("price", "logo"):
            line = wordmark(desk.product) if slot.role == "logo" else next(iter(prices), None)
            prices = prices[1:] if slot.role == "price" else prices
            copy = Copy(slot.element, slot.role, line.text, line.sources) if line else None
            decision = Decision(STAGE, slot.role, line.text, "as given") if line else None
        elif slot.role in WRITTEN_ROLES:
            copy, decision = _written_line(desk, slot, [line.text for line in lines])
        else:
            continue
        if copy:
            lines.append(copy)
        decisions.append(decision or _dropped(slot))
    lines.sort(key=lambda line: line.element)
    return CopyBundle(tuple(lines), tuple(decisions))


def _own_line(slot: Slot, words: str) -> tuple[Copy, Decision]:
    text = clean_text(words, 400)
    reason = "the merchant's own words, as they are"
    if len(text) > slot.budget:
        reason += f"; longer than the {slot.budget} characters the box was made for"
    copy = Copy(slot.element, slot.role, text, (f"copy.{slot.role}",))
    return copy, Decision(STAGE, slot.role, text, reason)


def _written_line(
    desk: _Desk, slot: Slot, beside: list[str]
) -> tuple[Copy | None, Decision | None]:
    """Return the best draft for a slot, else a fact that fits, else nothing."""
    if slot.budget < LEAST_BUDGET[slot.role]:
        return None, None
    before = desk.used.setdefault(slot.role, [])
    ranked = desk.ranked.get(slot.role, [])
    beside = [] if slot.role == "cta" else beside
    best = choose(ranked, slot.budget, beside, before)
    if best and (best.draft.text not in before or slot.role != "headline"):
        return _from_draft(desk, slot, best, ranked)
    for line in fact_lines(desk.facts, slot.role, slot.budget):
        if any(overlap(line.text, other) > NEAR for other in beside):
            continue
        if slot.role == "headline" and line.text in before and best:
            continue
        if slot.role != "headline" and desk.rules.faults(line.text, slot.role, slot.budget):
            continue
        before.append(line.text)
        copy = Copy(slot.element, slot.role, line.text, line.sources)
        reason = f"no other written line fits and is true, so this is {_names(line.sources)}"
        return copy, Decision(STAGE, slot.role, line.text, reason, fallback=True)
    return _from_draft(desk, slot, best, ranked) if best else (None, None)


def _from_draft(
    desk: _Desk, slot: Slot, best: Ranked, ranked: list[Ranked]
) -> tuple[Copy, Decision]:
    text = best.draft.text
    desk.used[slot.role].append(text)
    copy = Copy(slot.element, slot.role, text, sources_of(text, desk.facts))
    others = [r for r in ranked if r.draft.text != text][:2]
    rejected = tuple((r.draft.text, round(r.score, 2), "ranked lower") for r in others)
    reason = f"written for {slot.budget} characters from {_names(copy.sources)}"
    return copy, Decision(STAGE, slot.role, text, reason, round(best.score, 2), rejected)


def _names(sources: tuple[str, ...]) -> str:
    return "the facts " + ", ".join(sources) if sources else "no single fact"


def _dropped(slot: Slot) -> Decision:
    reason = f"nothing true fits {slot.budget} characters; the element is left out"
    return Decision(STAGE, slot.role, "left out", reason, fallback=True)


def _about_facts(desk: _Desk) -> list[Decision]:
    """Tell what became of the facts before a word was written."""
    decisions: list[Decision] = []
    if desk.facts.shortened:
        names = ", ".join(desk.facts.shortened)
        reason = "markup, control characters and text beyond the length the copywriter reads"
        decisions.append(Decision(STAGE, "facts", f"shortened or cleaned: {names}", reason))
    if not writes_english(desk.product, desk.facts):
        reason = f"the copywriter writes English only, these facts are in {desk.product.language}"
        decisions.append(
            Decision(STAGE, "language", "the merchant's own facts", reason, fallback=True)
        )
    elif not any(name != "price" for name, _ in desk.facts.named):
        reason = "nothing is known of the product, so only words true of anything are used"
        decisions.append(Decision(STAGE, "facts", "general copy", reason))
    return decisions


def rewrite(
    product: Product,
    slot: Slot,
    beside: Sequence[Copy],
    model: CopyModel,
    *,
    tone: Tone = "plain",
    seed: int = 0,
) -> Copy | None:
    """Return another line for one slot, unlike the lines `beside` it; None if there is none."""
    facts = read_facts(product)
    fresh = replace(product, own_words=())
    rules = rules_for(facts, model.lexicon, (), model.vocabulary.common)
    wishes = wishes_for(fresh, [[slot]], tone)
    call = call_rules(rules, facts, model.lexicon, _least_call(wishes))
    drafts = draft_lines(facts.named, wishes, model.network, model.vocabulary, rules, call, seed)
    old = [line.text for line in beside]
    best = choose(rank(drafts, facts, rules, model.lexicon), slot.budget, old, old)
    if best is None:
        return None
    text = best.draft.text
    return Copy(slot.element, slot.role, text, sources_of(text, facts))
