namespace LlmPolicy.Gateway.Protocols;

/// <summary>A policy that asks for a token, passes a claim on and puts a key on; <c>/others</c> is for nobody that the tests know.</summary>
internal static class ProtectedManifests
{
    private const string WithKey = "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}";

    public static string Text { get; } = Manifests.Guarded(
        CallerToken.Provider.Replace("issuer: solo.io,", "issuer: solo.io, claimsToHeaders: [{claim: sub, header: x-caller}],", StringComparison.Ordinal),
        string.Join('\n',
            Manifests.Route("/others", options: WithKey + "\nrbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {sub: other}}}]}}}"),
            Manifests.Route("/closed", options: WithKey + "\nupgrades: [{websocket: {enabled: false}}]"),
            Manifests.Route("/v1", options: WithKey)),
        Manifests.Upstream(),
        Manifests.Secret("key", "Authorization", "Bearer hf_test"));
}
