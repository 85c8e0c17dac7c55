"""The reader's course, workspace and progress, as the commands of somebody at work need them."""

from learn import build, check
from learn.manifest import Chapter, Course, Step
from learn.progress import Progress
from learn.term import say, yellow
from learn.trouble import Trouble
from learn.workspace import Workspace


class Desk:
    """The reader's course, workspace and progress, as most commands need them."""

    def __init__(self, course: Course):
        self.course = course
        self.workspace = Workspace(course)
        self.progress = Progress(course.workbook)

    def chapter(self) -> Chapter:
        """The chapter that the reader works in."""
        for chapter in self.course.chapters:
            if chapter.folder == self.progress.current and self.workspace.started(chapter):
                return chapter
        raise Trouble("no chapter is started yet: `./learn start 1`")

    def step(self, word: str | None) -> Step:
        """The named step, or the first one of the current chapter that has not passed."""
        if word:
            step = self.course.step(word, self.progress.current)
            self.require(step.chapter)
            return step
        chapter = self.chapter()
        return self.first_open(chapter) or chapter.steps[-1]

    def first_open(self, chapter: Chapter) -> Step | None:
        return next(
            (s for s in chapter.steps if not self.progress.passed(s) and exercises(self, s)), None
        )

    def require(self, chapter: Chapter) -> None:
        if not self.workspace.started(chapter):
            raise Trouble(
                f"chapter {chapter.number} is not started yet: `./learn start {chapter.number}`"
            )

    def ready(self) -> None:
        """Brings the workspace up to date. A deleted file comes back, and ends the command."""
        back = []
        for other in self.course.chapters:
            if self.workspace.started(other):
                back += self.workspace.restore(other)
                for note in self.workspace.update(other):
                    say(yellow(note))
        if back:
            raise Trouble("; ".join(back) + ". Run the command again")

    def tree(self, chapter: Chapter) -> tuple[build.Tree, list[str]]:
        mine = check.folders(self.workspace, self.progress, chapter)
        return build.workbook(self.course, mine), mine


def exercises(desk: Desk, step: Step) -> bool:
    return bool(desk.workspace.region_names(step))


def has_exercises(desk: Desk, chapter: Chapter) -> bool:
    return any(exercises(desk, s) for s in chapter.steps)
