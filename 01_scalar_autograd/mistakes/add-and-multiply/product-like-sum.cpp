// mistake: product-like-sum
// region: add-and-multiply/multiply
// message: the derivatives of a sum; a product
return {a * b, 1, 1};
