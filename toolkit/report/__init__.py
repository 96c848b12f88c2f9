"""The result as a Word report, in the layout of Nghị định 30/2020/NĐ-CP."""
