"""The training step of micrograd's own demo (demo.ipynb): network 2-16-16-1, max-margin loss, L2.

On plain Python numbers: NumPy's would make micrograd slower.
"""
import importlib.metadata
import math
import random

import gradus_peer

gradus_peer.need("micrograd")
from micrograd.engine import Value  # pylint: disable=wrong-import-position
from micrograd.nn import MLP  # pylint: disable=wrong-import-position

random.seed(1)
points, labels = [], []
for i in range(100):
    t = math.pi * random.random()
    x, y = (math.cos(t), math.sin(t)) if i % 2 == 0 else (1 - math.cos(t), 0.5 - math.sin(t))
    points.append([x + random.gauss(0, 0.1), y + random.gauss(0, 0.1)])
    labels.append(-1 if i % 2 == 0 else 1)
model = MLP(2, [16, 16, 1])


def step():
    inputs = [list(map(Value, row)) for row in points]
    scores = list(map(model, inputs))
    losses = [(1 + -label * score).relu() for label, score in zip(labels, scores)]
    data_loss = sum(losses) * (1.0 / len(losses))
    total_loss = data_loss + 1e-4 * sum((p * p for p in model.parameters()))
    accuracy = [(label > 0) == (score.data > 0) for label, score in zip(labels, scores)]
    model.zero_grad()
    total_loss.backward()
    for p in model.parameters():
        p.data -= 0.05 * p.grad
    return total_loss, sum(accuracy) / len(accuracy)


gradus_peer.serve(f"micrograd {importlib.metadata.version('micrograd')}", {"moons step": step})
