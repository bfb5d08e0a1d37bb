using LlmPolicy.Models;
using LlmPolicy.Outputs;

namespace LlmPolicy.Refusals;

/// <summary>Refusals in the form of errors of whoever's call was refused, so that its client shows what is wrong.</summary>
internal static class ProviderErrors
{
    /// <summary>A refusal's body. Nothing of the request is in it.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The path as it would be sent, with or without a query: it tells whose call this is.</param>
    /// <param name="status">The status code.</param>
    /// <param name="code">What is wrong, for programs: one of <see cref="ReasonCodes"/>.</param>
    /// <param name="message">What is wrong, for people.</param>
    internal static ProviderErrorBody For(string method, string target, int status, string code, string message) =>
        ProviderErrorForms.Write(ProviderOf(method, target), status, code, message);

    private static OutputProvider ProviderOf(string method, string target)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        PathSegments path = new(query < 0 ? target : target[..query]);
        var form = method == "POST" ? OutputCalls.Find(path) : OutputCalls.Unknown;
        // A call that clients of OpenAI's make, whosever the server is.
        return form == OutputForms.HuggingFaceChat ? OutputProvider.OpenAI
            : form.Provider != OutputProvider.Unknown ? form.Provider
            : path.Has(path.Count - 2, ["api"]) ? OutputProvider.Ollama
            : path.IndexOf("v1beta") >= 0 ? OutputProvider.Google
            : OutputProvider.Unknown;
    }
}
