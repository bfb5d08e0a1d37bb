using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>Gloo asks for tokens in two stages, before and after external authorisation; <c>jwt</c> is the old name of the second.</summary>
internal sealed record StagedJwt<T>(T? BeforeExtAuth, T? AfterExtAuth)
    where T : class
{
    public static StagedJwt<T>? Read(ObjectReader o, string plain, string staged, Func<ObjectReader, T> read)
    {
        var (after, stages) = (o.Object(plain, read), ReadStaged(o, staged, read));
        return after is null ? stages : new(null, after);
    }

    public static StagedJwt<T>? ReadStaged(ObjectReader o, string staged, Func<ObjectReader, T> read) =>
        o.Object(staged, s => new StagedJwt<T>(s.Object("beforeExtAuth", read), s.Object("afterExtAuth", read)));
}
