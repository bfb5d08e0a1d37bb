using LlmPolicy;
using LlmPolicy.Tokenizers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.ML.Tokenizers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds tokenizers to LlmPolicy.</summary>
public static class LlmPolicyTokenizersExtensions
{
    private const string Encoding = "o200k_base";

    /// <summary>
    /// Has the text that no report of an answer covers counted by the tokenizer of OpenAI's models from gpt-4o on (<c>o200k_base</c>), whatever the model; without this, four bytes
    /// are a token. Its vocabulary is loaded here.
    /// </summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static ILlmPolicyBuilder AddTokenizer(this ILlmPolicyBuilder builder)
    {
        Tokenizer tokenizer = TiktokenTokenizer.CreateForEncoding(Encoding);
        return builder.AddTokenizer(_ => tokenizer);
    }

    /// <summary>Has the text that no report of an answer covers counted by a tokenizer of the app's choice.</summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="choose">
    /// Gives the tokenizer for a model, as the answer names it; null as long as it names none. Called for each piece of text, by many requests at once: it hands out what is there.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ILlmPolicyBuilder AddTokenizer(this ILlmPolicyBuilder builder, Func<string?, Tokenizer> choose)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(choose);
        builder.Services.TryAddSingleton<ILlmTokenEstimator>(new TokenizerEstimator(choose));
        return builder;
    }
}
