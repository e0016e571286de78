<?php // A line of JSON on standard input for each post: {"id", "date", "title", ...} makes or changes it, {"delete": id} deletes it.
require __DIR__ . '/load.php';
require ABSPATH . 'wp-admin/includes/taxonomy.php';
kses_remove_filters();
function categories_of(array $paths): array {
    $ids = [];
    foreach ($paths as $path) {
        $parent = 0;
        foreach (explode(' > ', $path) as $name) {
            $found = term_exists($name, 'category', $parent);
            $parent = (int) ($found ? $found['term_id'] : wp_insert_category(['cat_name' => $name, 'category_parent' => $parent]));
        }
        $ids[] = $parent;
    }
    return $ids;
}
while (($line = fgets(STDIN)) !== false) {
    $given = json_decode($line, true);
    if (isset($given['delete'])) { wp_delete_post($given['delete'], true); continue; }
    $post = ['post_title' => $given['title'], 'post_content' => $given['content'], 'post_type' => $given['type'] ?? 'post',
        'post_status' => $given['status'] ?? 'publish', 'post_password' => $given['password'] ?? '',
        'post_date' => $given['date'], 'post_date_gmt' => $given['date'], 'post_category' => categories_of($given['categories'] ?? [])];
    $post[get_post($given['id']) ? 'ID' : 'import_id'] = $given['id'];
    $id = wp_insert_post(wp_slash($post), true);
    if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message() . "\n"); exit(1); }
    $modified = $given['modified'] ?? $given['date'];
    $wpdb->update($wpdb->posts, ['post_modified' => $modified, 'post_modified_gmt' => $modified], ['ID' => $id]);
}
