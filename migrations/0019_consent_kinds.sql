-- A third thing to agree to: that companies may filter by picture quality. Being analysed
-- and being filtered by the result are two questions, asked apart.
ALTER TABLE consent_texts DROP CONSTRAINT consent_texts_kind_check;
ALTER TABLE consent_texts ADD CONSTRAINT consent_texts_kind_check
    CHECK (kind IN ('record', 'analyse', 'quality_filter'));
