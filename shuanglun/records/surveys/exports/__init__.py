"""民主测评汇总 as documents. `layout.summary` makes tables of a release's body once; Word, PDF and workbook draw them."""
