using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Guard;

/// <summary>In Development, a 404 of ours says in a header what hosts and paths there are.</summary>
internal sealed class RouteHint(IHostEnvironment? environment = null)
{
    private const string Header = "x-llmpolicy-routes";
    private const int LongestValue = 2000;

    private readonly bool _development = environment?.IsDevelopment() ?? false;

    public void AddTo(HttpResponse response, CompiledPolicy policy)
    {
        if (!_development)
        {
            return;
        }

        StringBuilder hint = new();
        foreach (var route in policy.Routes)
        {
            string line = $"{string.Join(' ', route.Domains)}: {string.Join(" | ", route.Matchers)}";
            if (hint.Length + line.Length > LongestValue)
            {
                hint.Append("; ...");
                break;
            }

            hint.Append(hint.Length > 0 ? "; " : "").Append(line);
        }

        for (int i = 0; i < hint.Length; i++)
        {
            hint[i] = hint[i] is >= ' ' and <= '~' ? hint[i] : '?';
        }

        response.Headers[Header] = hint.Length > 0 ? hint.ToString() : "none";
    }
}
