// mistake: inputs-replaced
// region: streams-and-events/refill
// message: the graph reads at the addresses that it was captured with
input = numbers;
