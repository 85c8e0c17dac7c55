"""PyTorch's side of mlp_step.cpp: the same networks, the same step."""
import gradus_peer

torch = gradus_peer.need("torch")
torch.manual_seed(1)
BATCH = 64


def training(*sizes):
    """A function that does one step on a network of these sizes."""
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        if i > 0:
            layers.append(torch.nn.ReLU())
        layers.append(torch.nn.Linear(inputs, outputs))
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = torch.nn.CrossEntropyLoss()
    images = torch.randn(BATCH, sizes[0])
    labels = torch.randint(0, sizes[-1], (BATCH,))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(model(images), labels).backward()
        optimizer.step()

    return step


gradus_peer.serve(f"PyTorch {torch.__version__}", {
    "MLP 784-128-10, batch 64, SGD step": training(784, 128, 10),
    "MLP 784-256-10, batch 64, SGD step": training(784, 256, 10),
    "MLP 784-1024-1024-1024-10, batch 64, SGD step": training(784, 1024, 1024, 1024, 10),
})
