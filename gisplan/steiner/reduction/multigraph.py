"""A multigraph of links: of parallel ones the better stays, dead ends go, chains become one link."""

from __future__ import annotations

from collections import defaultdict

__all__ = ["Bill", "Links", "simplify"]

Bill = tuple[int, ...]  # what a link charges to each budget, and last what it costs in all


class Links:
    """A multigraph of links that are merged and dropped until nothing more can be."""

    def __init__(self, n: int) -> None:
        self.at: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(n)]
        self.ends: list[tuple[int, int]] = []
        self.bill: list[Bill] = []
        self.parts: list[tuple[int, ...]] = []

    def add(self, a: int, b: int, bill: Bill, parts: tuple[int, ...]) -> None:
        """Put a link in, unless another between the same nodes is as good; drop those that it beats."""
        for other in list(self.at[a].get(b, ())):
            mine, its = (bill, min(parts)), (self.bill[other], min(self.parts[other]))
            if _beats(its, mine):
                return
            if _beats(mine, its):
                self.drop(other)
        number = len(self.ends)
        self.ends.append((a, b))
        self.bill.append(bill)
        self.parts.append(parts)
        self.at[a][b].append(number)
        self.at[b][a].append(number)

    def drop(self, number: int) -> None:
        a, b = self.ends[number]
        for here, there in ((a, b), (b, a)):
            self.at[here][there].remove(number)
            if not self.at[here][there]:
                del self.at[here][there]

    def links_at(self, node: int) -> list[int]:
        return [number for numbers in self.at[node].values() for number in numbers]


def _beats(one: tuple[Bill, int], other: tuple[Bill, int]) -> bool:
    """Charges no budget more, and costs less, or as much with the lower number."""
    (bill, number), (its, its_number) = one, other
    return all(x <= y for x, y in zip(bill, its, strict=True)) and (bill[-1], number) < (its[-1], its_number)


def simplify(links: Links, fixed: list[bool]) -> None:
    """Take out dead ends and join chains at nodes that hold nothing, until there are none."""
    waiting = [node for node, stays in enumerate(fixed) if not stays]
    while waiting:
        node = waiting.pop()
        if fixed[node] or len(links.at[node]) > 2:
            continue
        numbers, near = links.links_at(node), list(links.at[node])
        if len(near) == 2 and len(numbers) > 2:
            continue
        for number in numbers:
            links.drop(number)
        if len(near) == 2:
            one, two = numbers
            bill = tuple(x + y for x, y in zip(links.bill[one], links.bill[two], strict=True))
            links.add(near[0], near[1], bill, links.parts[one] + links.parts[two])
        waiting += [other for other in near if not fixed[other]]
