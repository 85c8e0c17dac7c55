"""PyTorch's side of network_step.cpp: the same networks, in the memory format that each is faster in."""
import gradus_peer

torch = gradus_peer.need("torch")
nn, F = torch.nn, torch.nn.functional
torch.manual_seed(1)


class Block(nn.Module):
    """relu(x + f(x)), with shortcuts of kind A."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=1 if inputs == outputs else 2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.added = outputs - inputs

    def forward(self, x):
        """The block."""
        shortcut = x
        if self.added:
            shortcut = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.added // 2, self.added - self.added // 2))
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)) + shortcut, inplace=True)


def resnet20():
    """ResNet-20 for images of 32 x 32."""
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    channels = 16
    for width in (16, 32, 64):
        for _ in range(3):
            layers.append(Block(channels, width))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def small_cnn():
    """Two convolutions with pooling, two linear layers."""
    return nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(1568, 128), nn.ReLU(), nn.Linear(128, 10))


def example_cnn():
    """The network of PyTorch's MNIST example."""
    return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Dropout(0.25), nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5),
                         nn.Linear(128, 10))


def training(make, shape, optimizer, memory_format):
    """A function that does one training step."""
    model = make().to(memory_format=memory_format)
    images = torch.randn(*shape).to(memory_format=memory_format)
    labels = torch.randint(0, 10, (shape[0],))
    update = optimizer(model.parameters())
    loss = nn.CrossEntropyLoss()

    def step():
        update.zero_grad(set_to_none=True)
        loss(model(images), labels).backward()
        update.step()

    return step


def inference(make, shape, memory_format):
    """A function that lets a network look at a batch."""
    model = make().to(memory_format=memory_format).eval()
    images = torch.randn(*shape).to(memory_format=memory_format)

    def run():
        with torch.no_grad():
            model(images)

    return run


def faster(make):
    """A case, in the faster memory format."""
    return gradus_peer.Fastest([lambda f=f: make(f) for f in (torch.contiguous_format, torch.channels_last)])


def sgd(parameters):
    """As He et al. trained."""
    return torch.optim.SGD(parameters, lr=0.1, momentum=0.9, weight_decay=1e-4)


gradus_peer.serve(f"PyTorch {torch.__version__}", {
    "CNN 16-32-128-10 on 28x28, batch 64, Adam step":
        faster(lambda f: training(small_cnn, (64, 1, 28, 28), lambda p: torch.optim.Adam(p, lr=1e-3), f)),
    "PyTorch's MNIST example CNN, batch 64, SGD step":
        faster(lambda f: training(example_cnn, (64, 1, 28, 28), lambda p: torch.optim.SGD(p, lr=0.01), f)),
    "ResNet-20, batch 64, SGD step":
        faster(lambda f: training(resnet20, (64, 3, 32, 32), sgd, f)),
    "ResNet-20, batch 128, SGD step":
        faster(lambda f: training(resnet20, (128, 3, 32, 32), sgd, f)),
    "ResNet-20, batch 128, inference":
        faster(lambda f: inference(resnet20, (128, 3, 32, 32), f)),
})
