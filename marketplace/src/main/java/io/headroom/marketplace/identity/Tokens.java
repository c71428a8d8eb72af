package io.headroom.marketplace.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import javax.crypto.SecretKey;

/// Signs the shop's tokens. Safe for use by many threads.
public final class Tokens {

    static final String ISSUER = "headroom-marketplace";
    static final String ROLE = "role";

    private final SecretKey key;
    private final InstantSource clock;

    public Tokens(SecretKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /// Signs a token.
    ///
    /// @param caller whom the token names; not anonymous
    /// @param validity how long it is accepted
    /// @return the compact form for `Authorization: Bearer …`
    public String sign(Caller caller, Duration validity) {
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .issueTime(Date.from(clock.instant()))
                        .expirationTime(Date.from(clock.instant().plus(validity)));
        switch (caller) {
            case Caller.Operator _ -> claims.claim(ROLE, "operator").subject("operator");
            case Caller.Merchant(int id) ->
                    claims.claim(ROLE, "merchant").subject(Integer.toString(id));
            case Caller.Customer(long id) ->
                    claims.claim(ROLE, "customer").subject(Long.toString(id));
            case Caller.Anonymous _ ->
                    throw new IllegalArgumentException("nobody's token cannot be signed");
        }
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(key));
        } catch (JOSEException unusableKey) {
            throw new IllegalStateException("the token key cannot sign", unusableKey);
        }
        return token.serialize();
    }
}
