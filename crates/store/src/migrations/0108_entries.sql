-- Nobody asks who came in at an institution; the key serves whoever asks about one person.
DROP INDEX administrator_entry_by_institution;
