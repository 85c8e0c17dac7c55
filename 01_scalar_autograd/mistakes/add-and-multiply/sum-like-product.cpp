// mistake: sum-like-product
// region: add-and-multiply/add
// message: the derivatives of a product, not of a sum
return {a + b, b, a};
