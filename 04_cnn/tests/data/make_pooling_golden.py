#!/usr/bin/env python3
"""Writes pooling.json with PyTorch: poolings of a grid of settings, their values and their gradients. The pixels are small
integers, most of them negative, so that ties are common and a padding of 0 would win."""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
F = torch.nn.functional
# Images, window, stride, padding.
GRID = [
    ((2, 2, 4, 6), (2, 2), (2, 2), (0, 0)),
    ((1, 2, 5, 7), (2, 2), (2, 2), (0, 0)),
    ((1, 2, 5, 5), (2, 2), (2, 2), (1, 1)),
    ((2, 2, 6, 5), (3, 3), (2, 2), (1, 1)),
    ((1, 3, 5, 4), (3, 3), (1, 1), (1, 1)),
    ((1, 2, 6, 5), (3, 2), (1, 2), (1, 0)),
    ((1, 2, 4, 8), (1, 4), (1, 3), (0, 2)),
    ((1, 2, 7, 7), (2, 3), (3, 4), (0, 1)),
    ((1, 1, 1, 3), (1, 3), (1, 1), (0, 1)),
    ((1, 2, 2, 3), (4, 3), (1, 1), (2, 1)),
]
ADAPTIVE = [((2, 2, 5, 7), (1, 1)), ((1, 2, 5, 7), (2, 3)), ((1, 2, 7, 4), (3, 4)), ((1, 1, 3, 2), (4, 5))]


def rounded(tensor):
    return [float(f"{x:.14g}") for x in tensor.flatten().tolist()]


def integers(shape, low, high):
    return torch.randint(low, high + 1, shape).to(torch.float64)


def result(pool, start, upstream):
    x = start.clone().requires_grad_()
    y = pool(x)
    y.backward(upstream)
    return {"y": rounded(y), "dx": rounded(x.grad)}


def case(shape, pools, **settings):
    x = integers(shape, -6, 1)
    upstream = integers(next(iter(pools.values()))(x).shape, -9, 9)
    entry = {"shape": shape, **settings, "x": rounded(x), "out": list(upstream.shape), "upstream": rounded(upstream)}
    for name, pool in pools.items():
        entry[name] = result(pool, x, upstream)
    return entry


content = {}
for i, (shape, kernel, stride, padding) in enumerate(GRID):
    settings = {"kernel": kernel, "stride": stride, "padding": padding}
    pools = {"max": lambda x: F.max_pool2d(x, kernel, stride, padding)}
    for include in (False, True):
        pools["avg padded" if include else "avg"] = (
            lambda x, include=include: F.avg_pool2d(x, kernel, stride, padding, count_include_pad=include)
        )
    content[f"windows {i}"] = case(shape, pools, **settings)
for i, (shape, counts) in enumerate(ADAPTIVE):
    content[f"adaptive {i}"] = case(shape, {"avg": lambda x: F.adaptive_avg_pool2d(x, counts)})
path = pathlib.Path(__file__).parent / "pooling.json"
path.write_text(json.dumps(content).replace('}, "windows', '},\n "windows').replace('}, "adaptive', '},\n "adaptive') + "\n")
