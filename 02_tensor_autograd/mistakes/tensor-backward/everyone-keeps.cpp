// mistake: everyone-keeps
// region: tensor-backward/keep
// from: 20
// message: a temporary keeps a gradient that nobody asked for
return true;
