#!/usr/bin/env python3
"""Writes the golden values of chapter 03's tests with PyTorch: python3 make_golden.py

linear.json      a linear layer: output and gradients for a random upstream gradient, in float64
losses.json      cross-entropy: value and gradient, also for huge logits
schedules.json   the learning rate of every step
The values do not depend on PyTorch's version.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
HERE = pathlib.Path(__file__).parent


def write(name, content):
    text = json.dumps(content).replace('}, "', '},\n "').replace('], "', '],\n  "')
    (HERE / name).write_text(text + "\n")


def linear():
    x, weight, bias, upstream = torch.randn(4, 3), torch.randn(2, 3), torch.randn(2), torch.randn(4, 2)
    for tensor in (x, weight, bias):
        tensor.requires_grad_()
    y = torch.nn.functional.linear(x, weight, bias)
    y.backward(upstream)
    return {"x": x.tolist(), "weight": weight.tolist(), "bias": bias.tolist(), "upstream": upstream.tolist(),
            "y": y.tolist(), "dx": x.grad.tolist(), "dweight": weight.grad.tolist(), "dbias": bias.grad.tolist()}


def losses():
    result = {}
    for name, scale in (("ordinary", 1), ("large", 300), ("huge", 1e4)):
        logits = (scale * torch.randn(6, 5)).requires_grad_()
        labels = torch.randint(0, 5, (6,))
        loss = torch.nn.functional.cross_entropy(logits, labels)
        (2.5 * loss).backward()
        result[name] = {"logits": logits.tolist(), "labels": labels.tolist(), "loss": loss.item(),
                        "gradient_times_2.5": logits.grad.tolist()}
    return result


def schedules():
    def rates(make, steps, lr=0.1):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
        schedule = make(optimizer)
        result = []
        for _ in range(steps):
            result.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return result

    s = torch.optim.lr_scheduler
    one = lambda o, n, **settings: s.OneCycleLR(o, max_lr=0.5, total_steps=n, cycle_momentum=False, **settings)
    return {
        "one-cycle 20": rates(lambda o: one(o, 20), 19) ,
        "one-cycle 37 other settings": rates(
            lambda o: one(o, 37, pct_start=0.2, div_factor=10, final_div_factor=100), 36),
        "cosine 15": rates(lambda o: s.CosineAnnealingLR(o, 15, eta_min=0.01), 15),
    }


if __name__ == "__main__":
    write("linear.json", linear())
    write("losses.json", losses())
    write("schedules.json", schedules())
