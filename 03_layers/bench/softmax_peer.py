"""PyTorch's side of softmax.cpp: the same operations on tensors of the same shapes."""
import gradus_peer

torch = gradus_peer.need("torch")
torch.manual_seed(1)
scores = torch.randn(4096, 1024)

gradus_peer.serve(f"PyTorch {torch.__version__}", {
    "softmax 4096x1024": lambda: torch.softmax(scores, 1),
    "log_softmax 4096x1024": lambda: torch.log_softmax(scores, 1),
})
