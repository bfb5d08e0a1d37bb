namespace LlmPolicy.Tests;

/// <summary>Manifests as Kubernetes prints them, and what else lies in people's files.</summary>
public sealed class KubernetesTests
{
    private const string AsKubectlPrintsIt = """
        apiVersion: v1
        items:
        - apiVersion: gateway.solo.io/v1
          kind: VirtualService
          metadata:
            annotations:
              kubectl.kubernetes.io/last-applied-configuration: |
                {"apiVersion":"gateway.solo.io/v1","kind":"VirtualService","metadata":{"annotations":{},"name":"vs","namespace":"default"},"spec":{}}
            creationTimestamp: "2025-03-04T05:06:07Z"
            deletionGracePeriodSeconds: 0
            deletionTimestamp: null
            finalizers:
            - example.com/keep
            generation: 3
            labels:
              app.kubernetes.io/managed-by: Helm
            managedFields:
            - apiVersion: gateway.solo.io/v1
              fieldsType: FieldsV1
              fieldsV1:
                f:spec:
                  .: {}
                  f:virtualHost: {}
              manager: kubectl-client-side-apply
              operation: Update
              time: "2025-03-04T05:06:07Z"
            name: vs
            namespace: default
            ownerReferences:
            - apiVersion: v1
              kind: ConfigMap
              name: owner
              uid: 0a1b2c3d-0000-0000-0000-000000000000
            resourceVersion: "123456"
            selfLink: /apis/gateway.solo.io/v1/namespaces/default/virtualservices/vs
            uid: 0a1b2c3d-1111-0000-0000-000000000000
          spec:
            virtualHost:
              domains:
              - '*'
              routes:
              - matchers:
                - prefix: /
                routeAction:
                  single:
                    upstream:
                      name: up
                      namespace: default
          status:
            statuses:
              gloo-system:
                reportedBy: gateway
                state: Accepted
                subresourceStatuses:
                  '*v1.Proxy.gateway-proxy_gloo-system':
                    reportedBy: gloo
                    state: Accepted
        - apiVersion: gloo.solo.io/v1
          kind: Upstream
          metadata:
            creationTimestamp: "2025-03-04T05:06:07Z"
            generation: 1
            name: up
            namespace: default
            resourceVersion: "1234"
            uid: 0a1b2c3d-2222-0000-0000-000000000000
          spec:
            static:
              hosts:
              - addr: up.example
                port: 80
          status:
            statuses:
              gloo-system:
                reportedBy: gloo
                state: 1
        - apiVersion: v1
          data:
            Authorization: QmVhcmVyIGFiYw==
          immutable: true
          kind: Secret
          metadata:
            creationTimestamp: "2025-03-04T05:06:07Z"
            name: token
            namespace: default
            resourceVersion: "12345"
            uid: 0a1b2c3d-3333-0000-0000-000000000000
          type: gloo.solo.io/header
        kind: List
        metadata:
          resourceVersion: ""
        """;

    [Fact]
    public void What_kubectl_prints_can_be_used_as_it_is()
    {
        var compilation = Compiling.Compile(AsKubectlPrintsIt);

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Policy!.Decide(Requests.Get("/a")).ShouldForward().Upstream.ShouldBe(new ResourceName("default", "up"));
        compilation.Secrets[new("default", "token")].Headers["authorization"].Reveal().ShouldBe("Bearer abc");
    }

    [Fact]
    public void A_fault_inside_a_list_is_reported_where_it_stands()
    {
        var (text, mark) = MarkedText.Parse(AsKubectlPrintsIt.Replace("- matchers:", "- §matcherz:", StringComparison.Ordinal));

        var diagnostic = Compiling.Diagnostics(text).ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.UnknownField);
        diagnostic.Position.ShouldBe(mark);
        diagnostic.Remedy.ShouldBe("Did you mean 'matchers'?");
    }

    [Theory]
    [InlineData("gateway.solo.io/v1", "VirtualService")]
    [InlineData("gateway.solo.io/v1", "RouteTable")]
    [InlineData("gateway.solo.io/v1", "RouteOption")]
    [InlineData("gateway.solo.io/v1", "VirtualHostOption")]
    [InlineData("gloo.solo.io/v1", "Upstream")]
    [InlineData("gloo.solo.io/v1", "UpstreamGroup")]
    [InlineData("v1", "Secret")]
    public void The_list_of_a_kind_is_read_too(string apiVersion, string kind)
    {
        string list = $"apiVersion: {apiVersion}\nkind: {kind}List\nitems:\n- {{apiVersion: {apiVersion}, kind: {kind}, metadata: {{name: a, nothing: b}}}}\n";

        Compiling.Diagnostics(list).Select(d => d.Message).ShouldContain("Unknown field 'nothing' in metadata.");
    }

    [Theory]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: '1'}")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: a}")]
    [InlineData("apiVersion: networking.istio.io/v1beta1\nkind: VirtualService\nmetadata: {name: a}\nspec: {hosts: [a], http: []}")]
    [InlineData("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {}")]
    public void A_foreign_kind_is_skipped_with_a_note(string foreign)
    {
        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll) + "\n---\n" + foreign);

        compilation.Succeeded.ShouldBeTrue();
        var note = compilation.Diagnostics.ShouldHaveSingleItem();
        (note.Code, note.Severity).ShouldBe((DiagnosticCodes.ForeignKind, DiagnosticSeverity.Note));
    }

    [Theory]
    [InlineData("apiVersion: gateway.solo.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {bindAddress: '::', httpGateway: {options: {waf: {}}}}", "Gateway")]
    public void A_kind_of_Gloos_that_is_not_read_is_a_warning_since_someone_may_count_on_it(string foreign, string kind)
    {
        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll) + "\n---\n" + foreign);

        compilation.Succeeded.ShouldBeTrue();
        var warning = compilation.Diagnostics.ShouldHaveSingleItem();
        (warning.Code, warning.Severity).ShouldBe((DiagnosticCodes.ForeignKind, DiagnosticSeverity.Warning));
        warning.Message.ShouldContain(kind);
    }

    [Fact]
    public void Istios_VirtualService_alone_is_no_policy()
    {
        Compiling.Diagnostics("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {hosts: [a]}\n").Select(d => d.Code)
            .ShouldBe([DiagnosticCodes.ForeignKind, DiagnosticCodes.NoVirtualService], ignoreOrder: true);
    }

    [Fact]
    public void A_Secrets_plain_data_win_over_its_base64()
    {
        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll) + """

            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: s, namespace: n}
            data: {a: MQ==, b: Mg==}
            stringData: {b: three}
            """);

        var headers = compilation.Secrets[new("n", "s")].Headers;
        headers["a"].Reveal().ShouldBe("1");
        headers["b"].Reveal().ShouldBe("three");
    }

    [Fact]
    public void A_resource_without_a_namespace_is_in_default()
    {
        Compiling.Policy(Manifest.Service("vs", "'*'", "- routeAction: {single: {upstream: {name: up, namespace: default}}}") + Manifest.Upstream)
            .Routes.ShouldHaveSingleItem().Route.VirtualService.ShouldBe(new ResourceName("default", "vs"));
    }

    [Fact]
    public void An_Upstreams_namespace_is_the_VirtualServices_own_unless_given()
    {
        string manifest = (Manifest.Service(Manifest.ForwardAll)).Replace("{name: vs}", "{name: vs, namespace: other}", StringComparison.Ordinal);

        Compiling.Diagnostics(manifest).ShouldHaveSingleItem().Message.ShouldContain("other/up");
    }
}
