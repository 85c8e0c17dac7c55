"""How the state of a step is told to the reader."""

import os
import re
from dataclasses import replace
from pathlib import Path

from learn import check, programs
from learn.check import Result
from learn.term import bold, dim, green, indent, red, say, yellow
from learn.workspace import Workspace


def headline(result: Result) -> str:
    state = result.state
    if state == check.NEEDS and result.needs:
        state = f"needs step {result.needs.number} ({result.needs.name})"
    paint = {
        check.PASSED: green,
        check.NOT_STARTED: dim,
        check.IN_PROGRESS: yellow,
        check.NEEDS: yellow,
    }.get(result.state, red)
    return f"{bold(str(result.step))}: {paint(state)}"


def tell(result: Result, workspace: Workspace, everything: bool = False) -> None:
    """The headline, and below it what helps to go on."""
    say(headline(result))
    {
        check.NOT_STARTED: tell_left,
        check.IN_PROGRESS: tell_left,
        check.NEEDS: tell_needs,
        check.DOES_NOT_COMPILE: tell_error,
        check.CRASHED: tell_crash,
        check.TIMED_OUT: tell_timeout,
        check.FAILING: tell_failures,
        check.PASSED: lambda *_: None,
    }[result.state](result, workspace, everything)


def tell_left(result: Result, workspace: Workspace, everything: bool) -> None:
    say("  Still to write:")
    for name, region in result.left:
        part = region.split("/", 1)[1] if "/" in region else region
        say(f"    {workspace.line_of(result.step, name, region)}  {part}")
    if result.outcome:
        written = [
            f for f in result.outcome.failures if not programs.NOT_IMPLEMENTED.search(f.message)
        ]
        if written:
            say("  Of what is written:")
        tell_failures(
            replace(result, outcome=replace(result.outcome, failures=written)),
            workspace,
            everything,
        )


def tell_needs(result: Result, workspace: Workspace, _: bool) -> None:
    region = result.outcome.missing[0] if result.outcome and result.outcome.missing else ""
    if result.needs:
        say(
            f"  Its tests use `{region}` of step {result.needs.number} ({result.needs.name}), "
            f"which is not written yet: ./learn check {result.needs.number}"
        )
    else:
        say(f"  Its tests use `{region}`, which is not written yet.")


def tell_error(result: Result, workspace: Workspace, everything: bool) -> None:
    error = result.error
    if everything or error is None:
        say(indent(result.build_output.strip(), "  "))
        return
    if error.link:
        say(f"  {error.message}")
    else:
        say(f"  {workspace.show(Path(error.file))}:{error.line}: {error.message}")
        for line in error.excerpt:
            say("    " + line.rstrip())
        if error.seen_from:
            say(f"  It comes from {relative(error.seen_from, workspace)}.")
        elif workspace.folder not in Path(error.file).parents:
            say("  That is not your file: does a declaration in your headers still agree?")
    if error.more:
        say(
            dim(
                f"  {error.more} more error{'s' if error.more > 1 else ''} after it (--all shows them)"
            )
        )


def tell_crash(result: Result, workspace: Workspace, everything: bool) -> None:
    outcome = result.outcome
    say(f"  {outcome.running or 'the test program'}: {outcome.reason}")
    if outcome.where:
        say(f"  at {relative(outcome.where, workspace)}")
    if everything:
        say(indent(outcome.output.strip(), "    "))
    else:
        say(
            dim(f"  (--all shows the whole report; ./learn debug {result.step.number} stops there)")
        )


def tell_timeout(result: Result, workspace: Workspace, _: bool) -> None:
    say(
        f"  {result.outcome.running or 'the test program'} did not end in time: "
        "is there an endless loop? "
        f"(--timeout SECONDS for more)"
    )


def tell_failures(result: Result, workspace: Workspace, everything: bool) -> None:
    outcome = result.outcome
    if outcome.kind == "leaked":
        say(f"  all tests pass, but memory is never freed: {outcome.reason}")
        if outcome.where:
            say(f"  allocated at {relative(outcome.where, workspace)}")
        return
    if outcome.skipped and not outcome.failures:
        say(f"  skipped, so not finished: {', '.join(outcome.skipped)}")
        return
    if not outcome.failures:
        if not outcome.passed:
            say("  no test has passed")
        return
    shown = outcome.failures if everything else outcome.failures[:1]
    for failure in shown:
        where = relative(failure.where, workspace) if failure.where else ""
        say(f"  {bold(failure.test)}  {dim(where)}")
        say(indent(emphasize(failure.message.strip()), "    "))
    rest = len(outcome.failures) - len(shown)
    tests = len({f.test for f in outcome.failures})
    total = tests + outcome.passed
    more = f", {rest} more failure{'s' if rest > 1 else ''} (--all)" if rest else ""
    say(dim(f"  {outcome.passed} of {total} tests pass{more}"))


def emphasize(message: str) -> str:
    return re.sub(r"^(\s*Likely cause:.*)$", lambda m: yellow(m[1]), message, flags=re.M)


def relative(where: str, workspace: Workspace) -> str:
    path, _, line = where.rpartition(":")
    return f"{workspace.show(Path(path))}:{line}" if os.path.isabs(path) else where
