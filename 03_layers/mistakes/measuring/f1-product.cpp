// mistake: f1-product
// region: measuring/f1
// message: the sum is missing under the product
return p * r;
