// mistake: squares-of-large-numbers
// region: normalisation/add
// message: subtracts two numbers near 10^8
const T count = own.count + 1, sum = own.mean * own.count + x;
const T of_squares = own.squares + own.mean * own.mean * own.count + x * x;
const T mean = sum / count;
return {count, mean, of_squares - mean * mean * count};
