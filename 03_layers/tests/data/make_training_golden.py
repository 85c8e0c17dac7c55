#!/usr/bin/env python3
"""Writes training.json with PyTorch: python3 make_training_golden.py

optimizers  ten steps of each optimizer with several settings ("options" says which): every step's random gradients of two
            parameters, and the parameters after it; "sparse": parameter 1 has a gradient in some steps only;
            "groups": parameter 1 is a group of its own with the options "second"
clipping    gradients before and after clip_grad_norm_ and clip_grad_value_, and the norms
schedules   the learning rate of every step ("rates"), of two groups where there are two ("second rates")
plateau     a metric for each epoch, and the learning rate after it
The values do not depend on PyTorch's version.
"""
import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(33)
HERE = pathlib.Path(__file__).parent
STEPS = 10
SPARSE = (0, 3, 4, 7)  # the steps in which parameter 1 has a gradient

SETS = {
    "sgd plain": dict(lr=0.1),
    "sgd dampening": dict(lr=0.1, momentum=0.9, dampening=0.4),
    "sgd dampening weight_decay": dict(lr=0.05, momentum=0.7, dampening=0.9, weight_decay=0.2),
    "sgd nesterov weight_decay": dict(lr=0.03, momentum=0.95, nesterov=True, weight_decay=0.1),
    "rmsprop": dict(lr=0.01),
    "rmsprop alpha eps": dict(lr=0.02, alpha=0.8, eps=1e-2),
    "rmsprop weight_decay": dict(lr=0.01, weight_decay=0.3),
    "rmsprop momentum": dict(lr=0.01, momentum=0.9),
    "rmsprop centered": dict(lr=0.01, centered=True),
    "rmsprop centered momentum weight_decay": dict(lr=0.01, alpha=0.9, centered=True, momentum=0.8, weight_decay=0.1),
    "adam": dict(lr=0.01),
    "adam betas eps weight_decay": dict(lr=0.02, beta1=0.5, beta2=0.9, eps=1e-2, weight_decay=0.1),
    "adamw": dict(lr=0.01, weight_decay=0.01),
    "adamw betas weight_decay": dict(lr=0.02, beta1=0.8, beta2=0.95, weight_decay=0.5),
}
SECOND = {
    "sgd plain": dict(lr=0.01, momentum=0.5),
    "sgd nesterov weight_decay": dict(lr=0.3),
    "rmsprop": dict(lr=0.1, centered=True, momentum=0.5),
    "adam": dict(lr=0.1, weight_decay=0.5),
    "adamw betas weight_decay": dict(lr=0.001, weight_decay=0),
}
KINDS = {"sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


def torch_options(kind, options):
    options = dict(options)
    if kind.startswith("adam"):
        options["betas"] = (options.pop("beta1", 0.9), options.pop("beta2", 0.999))
    return options


def run(kind, start, gradients, options, second=None, sparse=False):
    parameters = [p.clone().requires_grad_() for p in start]
    groups = [dict(params=[parameters[0]], **torch_options(kind, options)),
              dict(params=[parameters[1]], **torch_options(kind, second or options))]
    optimizer = KINDS[kind](groups, lr=1)
    after = []
    for number, step in enumerate(gradients):
        for i, (parameter, gradient) in enumerate(zip(parameters, step)):
            parameter.grad = None if sparse and i == 1 and number not in SPARSE else gradient.clone()
        optimizer.step()
        after.append([p.tolist() for p in parameters])
    return after


def optimizers():
    start = [torch.randn(4), torch.randn(3)]
    gradients = [[torch.randn(4), torch.randn(3)] for _ in range(STEPS)]
    result = {"start": [p.tolist() for p in start], "gradients": [[g.tolist() for g in step] for step in gradients]}
    sets = result["sets"] = {}
    for name, options in SETS.items():
        kind = name.split()[0]
        sets[name] = {"options": {key: float(value) for key, value in options.items()}, "after": run(kind, start, gradients, options),
                      "sparse": run(kind, start, gradients, options, sparse=True)}
        if name in SECOND:
            sets[name]["second"] = {key: float(value) for key, value in SECOND[name].items()}
            sets[name]["groups"] = run(kind, start, gradients, options, SECOND[name])
    return result


def clipping():
    gradients = [3 * torch.randn(5), torch.randn(2)]
    result = {"gradients": [g.tolist() for g in gradients], "norms": {}, "values": {}}
    for norm_type, most in ((2, 1.0), (2, 1000.0), (math.inf, 0.5)):
        parameters = [torch.zeros_like(g).requires_grad_() for g in gradients]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, most, norm_type=norm_type)
        result["norms"][f"{norm_type} {most:g}"] = {"norm": norm.item(), "after": [p.grad.tolist() for p in parameters]}
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient.clone()
    torch.nn.utils.clip_grad_value_(parameters, 0.75)
    result["values"]["0.75"] = [p.grad.tolist() for p in parameters]
    return result


def schedules():
    s = torch.optim.lr_scheduler

    def warm_up(optimizer):
        return s.SequentialLR(optimizer, [s.LinearLR(optimizer, start_factor=1 / 7, total_iters=6),
                                          s.CosineAnnealingLR(optimizer, 24, eta_min=0.01)], milestones=[6])

    makers = {
        "step": lambda o: s.StepLR(o, step_size=7),
        "step gamma": lambda o: s.StepLR(o, step_size=3, gamma=0.5),
        "multi-step": lambda o: s.MultiStepLR(o, milestones=[4, 9, 9, 20], gamma=0.2),
        "exponential": lambda o: s.ExponentialLR(o, gamma=0.9),
        "linear": lambda o: s.LinearLR(o),
        "linear factors": lambda o: s.LinearLR(o, start_factor=0.2, end_factor=0.6, total_iters=12),
        "cosine annealing": lambda o: s.CosineAnnealingLR(o, T_max=8, eta_min=0.02),
        "cosine warm-up": warm_up,
        "one-cycle": lambda o: s.OneCycleLR(o, max_lr=[0.5, 0.2], total_steps=31, cycle_momentum=False),
    }
    result = {}
    for name, make in makers.items():
        optimizer = torch.optim.SGD([dict(params=[torch.zeros(1, requires_grad=True)], lr=0.1),
                                     dict(params=[torch.zeros(1, requires_grad=True)], lr=0.03)], lr=1)
        schedule = make(optimizer)
        rates, second = [], []
        for _ in range(30):
            rates.append(optimizer.param_groups[0]["lr"])
            second.append(optimizer.param_groups[1]["lr"])
            optimizer.step()
            schedule.step()
        result[name] = {"rates": rates, "second rates": second}
    return result


def plateau():
    generator = torch.Generator().manual_seed(5)
    falling = [1.0 / (1 + 0.1 * min(i, 12)) + 0.02 * torch.randn(1, generator=generator).item() for i in range(40)]
    sets = {
        "min": dict(patience=3),
        "max": dict(mode="max", factor=0.5, patience=2, threshold=0.01),
        "abs": dict(factor=0.3, patience=1, threshold=0.05, threshold_mode="abs", cooldown=3),
        "floor": dict(factor=0.1, patience=0, min_lr=0.004),
        "eps": dict(factor=0.999, patience=0, eps=0.01),
    }
    result = {}
    for name, options in sets.items():
        optimizer = torch.optim.SGD([dict(params=[torch.zeros(1, requires_grad=True)], lr=0.1),
                                     dict(params=[torch.zeros(1, requires_grad=True)], lr=0.03)], lr=1)
        schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
        metrics = [-m if options.get("mode") == "max" else m for m in falling]
        rates, second = [], []
        for metric in metrics:
            schedule.step(metric)
            rates.append(optimizer.param_groups[0]["lr"])
            second.append(optimizer.param_groups[1]["lr"])
        result[name] = {"metrics": metrics, "rates": rates, "second rates": second}
    return result


if __name__ == "__main__":
    content = {"optimizers": optimizers(), "clipping": clipping(), "schedules": schedules(), "plateau": plateau()}
    text = json.dumps(content).replace('}, "', '},\n "').replace('], "', '],\n  "')
    (HERE / "training.json").write_text(text + "\n")
