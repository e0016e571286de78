"""What is published: one file per resource. Shapes rows into records in a language; knows no database.

The records are typed dictionaries: the same types check the code, describe the API and name the columns of CSV.
"""
