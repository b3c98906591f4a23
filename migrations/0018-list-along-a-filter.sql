-- Lists that hardly anything fits are read along a filter and not along their order: docs/decisions/0003.
CREATE INDEX statement_basis_idx ON claimd.statement (basis, id);
CREATE INDEX statement_confidence_idx ON claimd.statement (confidence_level, id);
CREATE INDEX claim_responsibility_idx ON claimd.claim (responsibility, id) WHERE responsibility IS NOT NULL;
