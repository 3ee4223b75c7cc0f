# Home from the national eID.
eid-refused = { $eid } did not help this time
eid-not-set-up = { $eid } cannot be used here. Ask your school for help.
eid-no-answer = { $eid } does not answer right now. Try again in a moment.
eid-not-ours = We expect no answer from { $eid } in this browser. Perhaps the link was used before, or is too old. Begin again.
eid-failed = The answer from { $eid } cannot be used. Try again.
eid-business = Your business ID does not tell us your CPR number. Use your private { $eid }, or ask your employer to switch the CPR number on.
eid-no-cpr = { $eid } did not tell us your CPR number. Without it we cannot find your user.
eid-nobody = We have no user with your CPR number. Schools create the users: ask the school's office whether you are registered.
eid-too-weak = You logged in with too low a level. Use { $eid } with its app or code display.
eid-back = Back
eid-said-no = { $eid } said no. See in your { $eid } app what is wrong, or contact the support of { $eid }.
