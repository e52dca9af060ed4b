"""Forms as data: what is asked, of what kind, for which purpose, and what must hold.

A form is one YAML file (`basic.yml`); a district's own is the same text, read by
`reading.read(name, text)`, which refuses a bad one by file, place and reason, and kept as the
dated parameter `form.<code>` (its value: `Form.told`, the text read once, as JSON).
`in_force.form_of` gives the one in force on a day.

    code, zh, en
    notice:   version, zh, en           what the person is told before any question
    rests_on: purpose                   a duty (U1, U2): the notice is enough to ask
    asks_for: [purpose]                 what a person may agree to besides (U3 to U6)
    blocks:   name →                    one screen of a phone each, in this order
      zh, en, purpose                   a block opens when its purpose was authorised
      many: 12                          so many rows at most; without it the block has one
      fields: name →
        zh, en, type, required
        type    text code codes flag day whole number money id_number phone
        codes   {code: {zh, en}}, or the name of a vocabulary of graph_schema
        least, most   of a number or money (yuan); longest: characters of a text
        past    a day that is not in the future
        to      Label.property it becomes; absent: read by what takes the form in
      rules:  [{rule: name of a function in rules.py, fields: [names], is: code}]
"""
