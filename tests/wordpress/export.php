<?php // Prints the site as the export that WordPress itself writes.
require __DIR__ . '/load.php';
require ABSPATH . 'wp-admin/includes/export.php';
@export_wp(['content' => 'all']);
