"""The price line of a product: "new | old" where there is a sale, with its currency.

The separator is the renderer's: what follows it is set small and struck through.
"""

from __future__ import annotations

from adloom.render.price import SEPARATOR
from adloom.types import Product

SIGNS: dict[str, str] = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "AUD": "A$",
    "CAD": "C$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "KRW": "₩", "BRL": "R$", "TRY": "₺",
    "ILS": "₪", "THB": "฿", "VND": "₫", "PHP": "₱", "UAH": "₴",
}  # fmt: skip
"""Currency signs that stand before the amount; other currencies are named by code after it."""


def price_text(product: Product) -> str:
    """Return the product's price line, or an empty string when it has no price."""
    price = with_currency(product.price, product.currency)
    sale = with_currency(product.sale_price, product.currency)
    if sale and price and sale != price:
        return f"{sale}{SEPARATOR}{price}"
    return sale or price


def with_currency(amount: str, currency: str) -> str:
    """Return `amount` with its currency, unless it names one itself."""
    amount, code = amount.strip(), currency.strip().upper()
    if not amount or not code or any(not (c.isdigit() or c in ".,' \u00a0\u202f") for c in amount):
        return amount
    return f"{SIGNS[code]}{amount}" if code in SIGNS else f"{amount} {code}"
