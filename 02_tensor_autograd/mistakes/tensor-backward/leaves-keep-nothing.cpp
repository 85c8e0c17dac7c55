// mistake: leaves-keep-nothing
// region: tensor-backward/keep
// message: a leaf did not keep what arrived at it
return node.retain_grad;
