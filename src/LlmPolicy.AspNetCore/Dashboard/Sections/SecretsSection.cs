using LlmPolicy.Secrets;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>The header secrets that routes put on: by name, and whether they can be sent. Never a value.</summary>
internal sealed class SecretsSection(SecretResolver secrets, TimeProvider time)
{
    /// <summary>A source that takes longer is not waited for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public async Task<Html> RenderAsync(PolicyGeneration generation, CancellationToken cancellationToken)
    {
        ResourceName[] names = [.. generation.Policy.Routes.SelectMany(route => route.Secrets).Distinct()];
        var states = await Task.WhenAll(names.Select(name => StateAsync(name, generation, cancellationToken))).ConfigureAwait(false);
        return Html.Of($"""
            <section id="secrets" aria-labelledby="secrets-title"><h2 id="secrets-title">Secrets</h2>
            {(names.Length == 0 ? Html.Of($"""<p class="quiet">No route puts a secret on.</p>""") : Html.Of($"""<ul class="items">{names.Zip(states, Secret)}</ul>"""))}</section>
            """);
    }

    private async Task<Html> StateAsync(ResourceName name, PolicyGeneration generation, CancellationToken cancellationToken)
    {
        try
        {
            SecretLookup lookup = await secrets.LookUpAsync(name, generation, cancellationToken).AsTask().WaitAsync(Longest, time, cancellationToken).ConfigureAwait(false);
            return lookup.Problem is { } problem
                ? Html.Of($"""<span class="state broken">not usable</span></div><span class="line bad"><bdi>{problem}</bdi></span>""")
                : Html.Of($"""<span class="state good">usable</span></div>""");
        }
        catch (TimeoutException)
        {
            return Html.Of($"""<span class="state bad">not known</span></div><span class="line bad">Its source takes longer than {Words.Span(Longest)}.</span>""");
        }
    }

    private static Html Secret(ResourceName name, Html state) => Html.Of($"""<li><div class="bar"><b><bdi>{name}</bdi></b> {state}</li>""");
}
