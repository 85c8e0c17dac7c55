#!/usr/bin/env python3
"""Writes initialisation.json with PyTorch: the gains of nonlinearities, and the fans of weights."""
import json
import pathlib

import torch

init = torch.nn.init
gain = {name: init.calculate_gain(name) for name in ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu")}
gain["leaky_relu 0.3"] = init.calculate_gain("leaky_relu", 0.3)
fans = {str(shape): init._calculate_fan_in_and_fan_out(torch.empty(shape)) for shape in ([5, 3], [8, 4, 3], [8, 4, 3, 2])}
path = pathlib.Path(__file__).parent / "initialisation.json"
path.write_text(json.dumps({"gain": gain, "fans": fans}) + "\n")
