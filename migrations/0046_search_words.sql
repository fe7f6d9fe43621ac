-- One way of reading words, for what is searched and for what is asked. Immutable, and without
-- an extension, so that columns and indices can be made of it on every server.

-- Small letters without accents, Arabic without its marks and variants, punctuation as spaces.
-- C++ and C# keep their names: the parser would make a C of both.
CREATE FUNCTION plain_words(said text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT btrim(regexp_replace(translate(
        replace(replace(replace(replace(replace(replace(
            translate(lower(said),
                'ÀÁÂÃÄÅàáâãäåÇçÈÉÊËèéêëÌÍÎÏìíîïÑñÒÓÔÕÖòóôõöÙÚÛÜùúûüÝýÿأإآٱىؤئةـًٌٍَُِّْٰ',
                'aaaaaaaaaaaacceeeeeeeeiiiiiiiinnoooooooooouuuuuuuuyyyاااايويه'),
            'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'c++', 'cplusplus'), 'c#', 'csharp'), 'f#', 'fsharp'),
        '-_/\.,;:!?@&|*%+=~^<>()[]{}"''`’‘“”«»…–—·•،؛؟#$',
        repeat(' ', 60)), '\s+', ' ', 'g'))
$$;

-- The words as they stand, and their stems in the three languages: nobody says which language
-- a CV is in, and many are in two.
CREATE FUNCTION words_of(said text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT setweight(to_tsvector('pg_catalog.simple', p) || to_tsvector('pg_catalog.french', p)
        || to_tsvector('pg_catalog.english', p) || to_tsvector('pg_catalog.arabic', p), weight)
    FROM (SELECT public.plain_words(left(said, 100000))) AS said (p)
$$;

-- Every word that means something has to be there: as it is written (from three letters on, as
-- a beginning), or by its stem in one of the languages. Words that a language leaves out count
-- only when there is nothing else. NULL when nothing is asked.
CREATE FUNCTION asked_words(asked text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    word text;
    one tsquery;
    told tsquery;
    filler tsquery;
BEGIN
    FOREACH word IN ARRAY regexp_split_to_array(public.plain_words(left(asked, 500)), ' ') LOOP
        CONTINUE WHEN word = '';
        IF length(word) >= 3 THEN
            one := to_tsquery('pg_catalog.simple', quote_literal(word) || ':*');
        ELSE
            one := plainto_tsquery('pg_catalog.simple', word);
        END IF;
        CONTINUE WHEN numnode(one) = 0;
        IF to_tsvector('pg_catalog.french', word) = '' OR to_tsvector('pg_catalog.english', word) = ''
            OR to_tsvector('pg_catalog.arabic', word) = '' THEN
            filler := coalesce(filler && one, one);
        ELSE
            one := one || plainto_tsquery('pg_catalog.french', word)
                || plainto_tsquery('pg_catalog.english', word)
                || plainto_tsquery('pg_catalog.arabic', word);
            told := coalesce(told && one, one);
        END IF;
    END LOOP;
    RETURN coalesce(told, filler);
END
$$;
