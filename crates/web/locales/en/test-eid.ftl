# The test eID: only in the demo.
test-eid = Test eID
test-eid-says = Everybody in the demo is made up. Choose who you want to be. Real people use their own eID.
test-eid-search = Search for a name
test-eid-find = Search
test-eid-who = Who are you?
test-eid-nobody = Nobody is called that.
test-eid-more = { $n ->
    [one] One more fits. Write more of the name.
   *[other] { $n } more fit. Write more of the name.
}
test-eid-stop = Cancel
