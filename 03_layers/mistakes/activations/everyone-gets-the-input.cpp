// mistake: everyone-gets-the-input
// region: activations/sequential
// message: every module got the input of the whole
Tensor x = input;
for (Module* part : parts_) x = part->forward(input);
return x;
