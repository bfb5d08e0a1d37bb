using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What is attached to a resource, or to one of its routes by name, is in force on every route that is come to through it, however deep, and on no other.</summary>
public sealed class AttachedTests
{
    private static readonly string?[] Names = ["n0", "n1", null];

    /// <summary>A VirtualService, or a RouteTable: names are alike among kinds and namespaces, so that only all three together say which.</summary>
    private sealed record Holder(string Kind, string Namespace, string Name);

    /// <summary>A route to a table, or (null) one that sends on.</summary>
    private sealed record RouteShape(string? Name, string Path, int? Table, bool BySelector);

    /// <summary>What a resource holds for.</summary>
    private sealed record Target(Holder Holder, string? Section)
    {
        public bool IsOn(IEnumerable<(Holder Holder, string? Route)> way) => way.Any(step => step.Holder == Holder && (Section is null || Section == step.Route));

        public string Text => $"{{kind: {Holder.Kind}, name: {Holder.Name}{(Section is null ? "" : $", sectionName: {Section}")}}}";
    }

    /// <summary>Two hosts, and tables below them, each below a host or a table that stands before it; those below the first host may be below the second one, too.</summary>
    private sealed class Tree
    {
        private readonly List<(Holder Holder, List<RouteShape> Routes)> _holders = [];

        public Tree(int seed)
        {
            var chance = new Random(seed);
            _holders.Add((new("VirtualService", "default", "t0"), []));
            _holders.Add((new("VirtualService", "other", "t0"), []));
            List<string> paths = ["", ""];
            int tables = chance.Next(1, 7);
            for (int i = 0; i < tables; i++)
            {
                int parent = chance.Next(Math.Max(0, _holders.Count - 3), _holders.Count);
                int table = _holders.Count;
                string path = $"{paths[parent]}/d{i}";
                paths.Add(path);
                _holders.Add((new("RouteTable", i % 2 == 0 ? "default" : "other", $"t{i / 2}"), []));
                foreach (int above in parent < 2 && chance.Next(2) == 0 ? (int[])[0, 1] : [parent])
                {
                    _holders[above].Routes.Add(new(Names[chance.Next(3)], path, table, chance.Next(3) == 0));
                }
            }

            for (int i = 0; i < _holders.Count; i++)
            {
                for (int leaf = chance.Next(1, 3); leaf > 0; leaf--)
                {
                    _holders[i].Routes.Add(new(Names[chance.Next(3)], $"{paths[i]}/l{leaf}", null, false));
                }
            }
        }

        public string Documents => string.Join("\n---\n", _holders.Select((one, i) =>
        {
            string routes = $"routes: [{string.Join(", ", one.Routes.Select(Text))}]";
            string spec = one.Holder.Kind == "RouteTable" ? routes : $"virtualHost: {{domains: [{Host(one.Holder)}], {routes}}}";
            return $"apiVersion: gateway.solo.io/v1\nkind: {one.Holder.Kind}\nmetadata: {{name: {one.Holder.Name}, namespace: {one.Holder.Namespace}, labels: {{place: p{i}}}}}\nspec: {{{spec}}}";
        }));

        /// <summary>Anything that may be a target.</summary>
        public Target TargetAt(int seed)
        {
            var chance = new Random(seed);
            var (holder, routes) = _holders[chance.Next(_holders.Count)];
            string?[] names = [null, .. routes.Select(route => route.Name).OfType<string>().Distinct()];
            return new(holder, names[chance.Next(names.Length)]);
        }

        /// <summary>Every route that sends on, with the way to it.</summary>
        public IEnumerable<(string Host, string Path, (Holder Holder, string? Route)[] Way)> Leaves() =>
            Enumerable.Range(0, 2).SelectMany(i => Leaves(i, []).Select(leaf => (Host(_holders[i].Holder), leaf.Path, leaf.Way)));

        private IEnumerable<(string Path, (Holder Holder, string? Route)[] Way)> Leaves(int index, (Holder Holder, string? Route)[] way)
        {
            var (holder, routes) = _holders[index];
            foreach (var route in routes)
            {
                (Holder, string?)[] here = [.. way, (holder, route.Name)];
                foreach (var leaf in route.Table is { } table ? Leaves(table, here) : [(route.Path, here)])
                {
                    yield return leaf;
                }
            }
        }

        private string Text(RouteShape route)
        {
            string action = route.Table is not { } table ? "routeAction: {single: {upstream: {name: up, namespace: default}}}"
                : route.BySelector ? $"delegateAction: {{selector: {{namespaces: ['*'], labels: {{place: p{table}}}}}}}"
                : $"delegateAction: {{ref: {{name: {_holders[table].Holder.Name}, namespace: {_holders[table].Holder.Namespace}}}}}";
            return $"{{{(route.Name is null ? "" : $"name: {route.Name}, ")}matchers: [{{prefix: {route.Path}}}], {action}}}";
        }

        private static string Host(Holder holder) => $"{holder.Namespace}.test";
    }

    private static readonly Gen<(Tree Tree, Target[][] Attached)> AnyTree = Gen.Select(Gen.Int, Gen.Int.Array[1, 2].Array[1, 5]).Select(one =>
    {
        Tree tree = new(one.Item1);

        // A resource attaches in its own namespace alone.
        return (tree, one.Item2.Select(seeds => seeds.Select(tree.TargetAt).ToArray()).Select(targets => targets.Where(target => target.Holder.Namespace == targets[0].Holder.Namespace).ToArray()).ToArray());
    });

    [Fact]
    public void A_budget_counts_on_the_routes_whose_way_it_is_on_and_on_no_other()
    {
        long counted = 0;
        AnyTree.Hold(
            one =>
            {
                var policy = Compile(one.Tree, one.Attached, "TokenBudget", _ => "shared: true, limits: [{requests: 9, per: DAY}]");
                foreach (var (host, path, way) in one.Tree.Leaves())
                {
                    string[] expected = [.. one.Attached.Index().Where(each => each.Item.Any(target => target.IsOn(way))).Select(each => $"{each.Item[0].Holder.Namespace}/a{each.Index}")];
                    string[] told = [.. Ask(policy, host, path, "m").Forwarding.ShouldNotBeNull(path).Effects.OfType<BudgetDemand>().Select(demand => demand.Budget)];
                    told.ShouldBe(expected, ignoreOrder: true, $"{host}{path}");
                    Interlocked.Add(ref counted, told.Length);
                }
            },
            200);

        counted.ShouldBeGreaterThan(400);
    }

    [Fact]
    public void A_model_rule_holds_for_the_routes_whose_way_it_is_on_and_for_no_other()
    {
        long refused = 0;
        AnyTree.Hold(
            one =>
            {
                // Each lets all models pass but its own.
                string Rules(int index) => $"rules: [{{models: [{string.Join(", ", Enumerable.Range(0, one.Attached.Length + 1).Where(i => i != index).Select(i => $"m{i}"))}]}}]";
                var policy = Compile(one.Tree, one.Attached, "ModelPolicy", Rules);
                foreach (var (host, path, way) in one.Tree.Leaves())
                {
                    Ask(policy, host, path, $"m{one.Attached.Length}").IsAllowed.ShouldBeTrue(path);
                    foreach (var (index, targets) in one.Attached.Index())
                    {
                        bool holds = targets.Any(target => target.IsOn(way));
                        var decision = Ask(policy, host, path, $"m{index}");
                        decision.IsAllowed.ShouldBe(!holds, $"{host}{path} by {string.Join(", ", targets.Select(target => target.Text))}: {decision.Reason}");
                        Interlocked.Add(ref refused, holds ? 1 : 0);
                    }
                }
            },
            150);

        refused.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void An_answer_is_metered_on_the_routes_whose_way_asks_for_it_and_on_no_other()
    {
        AnyTree.Hold(
            one =>
            {
                var policy = Compile(one.Tree, one.Attached, "UsagePolicy", _ => "meter: true");
                foreach (var (host, path, way) in one.Tree.Leaves())
                {
                    bool expected = one.Attached.Any(targets => targets.Any(target => target.IsOn(way)));
                    Ask(policy, host, path, "m").Forwarding.ShouldNotBeNull(path).Effects.OfType<UsageMetering>().Any().ShouldBe(expected, $"{host}{path}");
                }
            },
            150);
    }

    private static PolicyDecision Ask(CompiledPolicy policy, string host, string path, string model) => policy.Evaluate(
        new PolicyRequest { Method = "POST", Target = $"{path}/v1/chat/completions", Authority = host, Headers = [new("content-type", "application/json")] },
        new PolicyFacts { Body = BodyFact.Whole(System.Text.Encoding.ASCII.GetBytes($$"""{"model":"{{model}}","messages":[]}""")) },
        AskShape.Now);

    private static CompiledPolicy Compile(Tree tree, Target[][] attached, string kind, Func<int, string> spec) => PolicyShape.Compile(
        string.Join("\n---\n",
        [
            tree.Documents,
            .. attached.Select((targets, i) => $"apiVersion: llmpolicy.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: a{i}, namespace: {targets[0].Holder.Namespace}}}\nspec: {{targetRefs: [{string.Join(", ", targets.Select(target => target.Text))}], {spec(i)}}}"),
            PolicyShape.Up,
        ]),
        KeyRing.Options);
}
