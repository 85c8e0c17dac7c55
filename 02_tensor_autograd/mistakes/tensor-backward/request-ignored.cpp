// mistake: request-ignored
// region: tensor-backward/keep
// message: retain_grad was called for b, and its gradient was dropped
return !node.rule;
