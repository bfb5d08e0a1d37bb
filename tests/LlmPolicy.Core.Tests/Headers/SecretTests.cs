using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>A decision names secrets and holds none.</summary>
public sealed class SecretTests
{
    private const string Canary = "c4n4ry";

    private static readonly string Manifest = Tests.Manifest.Route(
        """
        headerManipulation:
          requestHeadersToAdd:
            - {headerSecretRef: {name: s, namespace: default}, append: false}
            - {header: {key: x-same-level, value: '%REQ(authorization)%'}}
        """,
        """
        headerManipulation:
          requestHeadersToAdd:
            - {header: {key: x-next-level, value: '%REQ(Authorization)%'}}
            - {header: {key: x-other, value: 'is %REQ(x-plain)%'}}
          responseHeadersToAdd:
            - {header: {key: x-response, value: '%REQ(authorization)%'}}
        """) + Tests.Manifest.Secret("s", $"Authorization: Bearer {Canary}\nx-key: {Canary}");

    private static readonly PolicyCompilation Compilation = Compiling.Compile(Manifest);

    [Fact]
    public void The_decision_says_which_secret_is_put_on_and_how()
    {
        var change = Compilation.Policy!.Decide(Requests.Get("/")).ShouldForward().RequestHeaders.Where(c => c.Secret is not null).ShouldHaveSingleItem();

        (change.Kind, change.Secret, change.Name, change.Value).ShouldBe((HeaderChangeKind.Set, new ResourceName("default", "s"), "", ""));
        change.ToString().ShouldBe("Set secret default/s");
    }

    /// <summary>As by Gloo, which asks nobody: who may write a VirtualService may put on any Secret that is there. One of the same name nearer by is another one.</summary>
    [Fact]
    [AbuseCase("S4")]
    public void A_secret_of_another_namespace_is_the_one_that_is_named()
    {
        var policy = Compiling.Policy(
            Tests.Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: s, namespace: others}, append: false}]}")
            + Tests.Manifest.Secret("s", "Authorization: Bearer near")
            + Tests.Manifest.Secret("s", "Authorization: Bearer far").Replace("namespace: default", "namespace: others", StringComparison.Ordinal));

        policy.Decide(Requests.Get("/")).ShouldForward().RequestHeaders.ShouldHaveSingleItem().Secret.ShouldBe(new ResourceName("others", "s"));
    }

    [Fact]
    [AbuseCase("S7")]
    public void Nothing_that_a_decision_or_a_policy_shows_holds_a_secrets_value()
    {
        var decision = Compilation.Policy!.Decide(Requests.Get("/", ("authorization", "client"), ("x-plain", "1")));

        Texts(decision).Concat(Texts(Compilation.Policy!)).Concat(Texts(Compilation.Diagnostics)).ShouldAllBe(text => !text.Contains(Canary));
        Texts(decision).ShouldContain("is 1", "the walk reaches what is there");
        decision.ToText().ShouldNotContain(Canary);
    }

    [Fact]
    public void A_secret_does_not_flow_into_another_header()
    {
        var request = Requests.Get("/", ("authorization", "client"));
        var decision = Compilation.Policy!.Decide(request);

        decision.Sent(request, "x-same-level").ShouldBe("client", "values are made before the secret is put on");
        decision.Sent(request, "x-next-level").ShouldBeNull();
        Deciding.Lines(Deciding.Apply([], decision.Forwarding!.ResponseHeaders(new UpstreamAnswer(200, []))), "x-response").ShouldBeNull();
    }

    [Fact]
    public void A_secret_whose_headers_only_the_host_knows_hides_them_all_from_later_values()
    {
        string manifest = Tests.Manifest.Route(
            "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: h, namespace: default}}]}",
            "headerManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: '%REQ(x-any)%'}}]}");
        var options = new PolicyCompilerOptions { Secrets = new HashSet<ResourceName> { new("default", "h") } };
        var request = Requests.Get("/", ("x-any", "1"));

        Compiling.Policy(manifest, options).Decide(request).Sent(request, "x-a").ShouldBeNull();
    }

    [Fact]
    public void A_removal_after_the_secret_removes_it()
    {
        var decision = Compiling.Policy(Tests.Manifest.Route(
            "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: s, namespace: default}}]}", "headerManipulation: {requestHeadersToRemove: [authorization]}")
            + Tests.Manifest.Secret("s", $"Authorization: {Canary}")).Decide(Requests.Get("/"));

        decision.ShouldForward().RequestHeaders.Select(c => c.ToString()).ShouldBe(["Append secret default/s", "Remove authorization"]);
    }

    [Fact]
    [AbuseCase("S7")]
    public void A_secrets_text_form_is_stars_and_it_has_no_json_form()
    {
        var secret = Compilation.Secrets[new("default", "s")];

        secret.Headers["x-key"].Reveal().ShouldBe(Canary);
        secret.Headers["x-key"].ToString().ShouldBe("***");
        $"{secret.Headers["x-key"]}".ShouldBe("***");
        JsonSerializer.Serialize(secret.Headers["x-key"]).ShouldBe("{}");
        secret.ToString().ShouldBe("HeaderSecret(Authorization, x-key)");
        JsonSerializer.Serialize(secret).ShouldNotContain(Canary);
    }

    [Fact]
    public void A_secrets_headers_are_found_whatever_their_case()
    {
        Compilation.Secrets[new("default", "s")].Headers.ContainsKey("AUTHORIZATION").ShouldBeTrue();
    }

    /// <summary>Every text that public members lead to, text forms included.</summary>
    private static HashSet<string> Texts(object root)
    {
        var texts = new HashSet<string>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        while (open.TryPop(out object? next))
        {
            texts.Add(next.ToString() ?? "");
            if (next is string || !seen.Add(next) || next.GetType().IsPrimitive)
            {
                continue;
            }

            if (next is IEnumerable items)
            {
                items.Cast<object?>().OfType<object>().ToList().ForEach(open.Push);
            }
            else if (next.GetType().Namespace!.StartsWith("LlmPolicy", StringComparison.Ordinal))
            {
                foreach (var property in next.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    if (property.GetIndexParameters().Length == 0 && property.GetValue(next) is { } value)
                    {
                        open.Push(value);
                    }
                }
            }
        }

        return texts;
    }
}
