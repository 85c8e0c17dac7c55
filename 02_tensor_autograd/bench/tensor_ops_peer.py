"""PyTorch's side of tensor_ops.cpp: the same operations on tensors of the same shapes."""
import gradus_peer

torch = gradus_peer.need("torch")
torch.manual_seed(1)
start = torch.randn(4, requires_grad=True)
factor = torch.randn(4)
LARGE = 4 << 20


def tiny_operations():
    x = start
    for _ in range(50):
        x = x * factor
        x = x + start
        x = torch.tanh(x)
        x = x - factor
    torch.autograd.grad(x, start, torch.ones(4))


def matmul(size):
    a, b = torch.randn(size, size), torch.randn(size, size)
    return lambda: a @ b


def add():
    a, b = torch.randn(LARGE), torch.randn(LARGE)
    return lambda: a + b


def total():
    a = torch.randn(LARGE)
    return lambda: a.sum()


gradus_peer.serve(f"PyTorch {torch.__version__}", {
    "chain of 200 tiny tensor operations, forward and backward": tiny_operations,
    "matmul 512": matmul(512),
    "matmul 1024": matmul(1024),
    "matmul 2048": matmul(2048),
    "add of 4 M floats": add(),
    "sum of 4 M floats": total(),
})
