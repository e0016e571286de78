"""What stands around the routes: guard, budget and conditional answers in plain ASGI; parameters, answers and problems."""
